"""A derivative worked out: the tree of rule applications that a person would write down.

One generic `Step` for every rule. The steps follow the expression as typed; the derivative they end in is the one
that `derivative.derive` gives, because both apply the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calcgd.calculus.derivative import derive
from calcgd.calculus.domain import in_words, own_conditions
from calcgd.calculus.forms import WRITTEN
from calcgd.calculus.rules import Rule, apply_rule, fitting_rule
from calcgd.calculus.schemas import CONSTANTS, READINGS, lettered, title
from calcgd.expression.nodes import Call, Node, Number, Power, Symbol, Unknown


@dataclass(frozen=True, slots=True)
class Step:
    """One rule applied once.

    `before` is differentiated by `variable` into `after`; `work` is the same answer before it was tidied. `schema`
    is the rule in the letters of `bindings` (letter and what it stands for). `name` says what the step computes
    for the step around it (`u'`). `note` says where the rule does not hold.
    """

    rule: str
    schema: str
    before: Node
    work: Node
    after: Node
    variable: str
    bindings: tuple[tuple[str, Node], ...] = ()
    name: str = ""
    note: str = ""
    substeps: tuple[Step, ...] = ()


def explain(node: Node, variable: str) -> Step:
    """The derivative of a typed tree by `variable`, as the tree of its steps."""
    used = node.free | {variable}
    letters: dict[str, str] = {}
    for constant, preferred in CONSTANTS.items():
        [letters[constant]] = _fresh(preferred, 1, used | set(letters.values()))
    return _step(node, variable, "", used | set(letters.values()), letters)


def _step(node: Node, variable: str, name: str, used: frozenset[str], constants: Mapping[str, str]) -> Step:
    rule = fitting_rule(node, variable)
    reading = READINGS[rule.name]
    parts: list[Node] = []
    _recorded(rule, node, variable, parts)
    bare = len(parts) == 1 and parts[0].__class__ is Symbol
    letters = [variable] if bare else _fresh(reading.letters, len(parts), used)
    below = used | set(letters)
    children = [
        _step(part, variable, f"{letter}'" if letter else "", below, constants)
        for part, letter in zip(parts, letters or [""] * len(parts), strict=True)
    ]
    kept = ((lettered(letter, constants), part) for letter, part in reading.constants(node, variable))
    answers = {child.before: child.after for child in children}
    return Step(
        rule=title(rule.name, node, parts),
        schema=lettered(reading.schema(node, variable, letters), constants),
        before=node,
        work=apply_rule(rule, node, variable, answers.__getitem__, WRITTEN),
        after=derive(node, variable),
        variable=variable,
        bindings=(*(() if bare else zip(letters, parts, strict=False)), *kept),
        name=name,
        note=in_words(own_conditions(node, variable)),
        substeps=tuple(child for child in children if not (letters and _is_obvious(child))),
    )


def _recorded(rule: Rule, node: Node, variable: str, parts: list[Node]) -> None:
    """Run a rule only to see which parts it differentiates, in order."""

    def ask(part: Node) -> Node:
        parts.append(part)
        return Symbol("")

    apply_rule(rule, node, variable, ask, WRITTEN)


def _fresh(preferred: str, count: int, used: frozenset[str]) -> list[str]:
    """A letter for each of `count` parts that is not yet taken on the way down, the preferred ones first."""
    if not preferred:
        return []
    letters: list[str] = []
    candidates = (*preferred, *"uvwfghpqrsmjk", *(f"u{i}" for i in range(1, 10_000)))
    for _ in range(count):
        letters.append(next(letter for letter in candidates if letter not in used and letter not in letters))
    return letters


def _is_obvious(step: Step) -> bool:
    """`x' = 1`, constants and linear parts need no line of their own."""
    if step.before.__class__ is Symbol:
        return True
    return step.after.__class__ is Number and not _holds_function(step.before)


def _holds_function(node: Node) -> bool:
    return node.__class__ in (Call, Power, Unknown) or any(map(_holds_function, node.args))
