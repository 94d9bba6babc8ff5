"""The parts of a tree, as what only looks at them wants them: one after the other, and none twice."""

from __future__ import annotations

from collections.abc import Iterator

from calcgd.expression.nodes import Node


def subtrees(tree: Node) -> Iterator[Node]:
    """The tree and every part of it, each once: a part before its own parts, and those from left to right."""
    seen, waiting = set[Node](), [tree]
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            yield part
            waiting.extend(reversed(part.args))
