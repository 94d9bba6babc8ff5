"""Putting expressions in the place of variables."""

from __future__ import annotations

from collections.abc import Mapping

from calcgd.expression.nodes import Node, Symbol


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """The tree with every variable named in `values` replaced, at once and not tidied."""
    done: dict[Node, Node] = {}

    def replaced(part: Node) -> Node:
        if part.free.isdisjoint(values):
            return part
        new = done.get(part)
        if new is None:
            if type(part) is Symbol:
                new = values[part.name]  # type: ignore[attr-defined]
            else:
                new = part.over([replaced(arg) for arg in part.args])
            done[part] = new
        return new

    return replaced(node)
