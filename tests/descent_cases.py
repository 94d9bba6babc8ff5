"""The cases of `cases/descents`: costs to descend on, with their minima, known without the product.

A case of a file `cases/descents/*.toml` reads

    [[case]]
    name = "Brown and Dennis"
    expression = "sum(i=1..20: ((x1 + i/5*x2 - exp(i/5))**2 + (x3 + x4*sin(i/5) - cos(i/5))**2)**2)"
    start = ["25", "5", "-5", "-1"]
    minima = [
        { value = "85822.201626356344", published = "85822.2", at = ["-11.59", "13.20", "-0.40", "0.24"] },
    ]

Numbers are exact expressions or decimals. Lists of coordinates go with the variables of the expression in alphabetical
order, or with x1, x2, ..., xn where `n` is given; the last number of a list stands for all that follow. Keys:

    start        where the descent begins, and `start_value`, a published value of the cost there
    box          where to search, `-5..5` or one such range for each variable
    kind         smooth | nonsmooth | unbounded | saddle | no-minimum
    minima       the least first; `published` are the digits that a publication gives of the value
    source       where the problem comes from

In an expression `sum(i=1..15: ...)` is written out, `x[i+1]` is the variable of that number, 0 if there is none, and
`y[i]` the number at that place of the list `data.y`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath_oracle

from calcgd.expression import parse

FOLDER = Path(__file__).parent / "cases" / "descents"

_SUM = re.compile(r"sum\((\w+)=([^:]*?)\.\.([^:]*?):")
_ELEMENT = re.compile(r"(\w+)\[([^]]*)\]")


@dataclass(frozen=True)
class Minimum:
    """A local minimum: its value as an exact text, the published digits of that, and where it is."""

    value: str
    published: str | None
    at: dict[str, str]

    @property
    def place(self) -> dict[str, Any]:
        """The coordinates as numbers."""
        return {name: number(text) for name, text in self.at.items()}


@dataclass(frozen=True)
class Case:
    """One cost and what is known of it; what is not known is None or empty."""

    file: str
    name: str
    expression: str
    variables: tuple[str, ...]
    kind: str
    start: dict[str, float] | None
    start_value: str | None
    box: dict[str, tuple[float, float]] | None
    minima: tuple[Minimum, ...]
    source: str

    def __str__(self) -> str:
        return self.name

    @property
    def least(self) -> float:
        """The smallest value known."""
        return float(number(self.minima[0].value))

    def solved(self, value: float, tolerance: float = 1e-8) -> bool:
        """Whether a value is that of a known minimum, relative to its size where that is more than 1."""
        known = [float(number(minimum.value)) for minimum in self.minima]
        return any(abs(value - least) <= tolerance * max(1.0, abs(least)) for least in known)


def cases(file: str) -> list[Case]:
    """All cases of `cases/descents/FILE.toml`, in their order."""
    given = tomllib.loads((FOLDER / f"{file}.toml").read_text(encoding="utf-8"))
    return [_case(file, entry) for entry in given["case"]]


def number(text: str) -> Any:
    """The value of an expression without variables as an mpf."""
    return mpmath_oracle.value(parse(text).tree, {})


def _case(file: str, given: Mapping[str, Any]) -> Case:
    count = given.get("n", 0)
    text = _written_out(given["expression"], given.get("data", {}), count)
    numbered = tuple(f"x{index}" for index in range(1, count + 1))
    variables = numbered or tuple(sorted(parse(text).tree.free))
    start, box = given.get("start"), given.get("box")
    return Case(
        file=file,
        name=given["name"],
        expression=text,
        variables=variables,
        kind=given.get("kind", "smooth"),
        start=start and {name: float(number(at)) for name, at in _coordinates(variables, start).items()},
        start_value=given.get("start_value"),
        box=box and {name: _range(ends) for name, ends in _coordinates(variables, _listed(box)).items()},
        minima=tuple(_minimum(variables, entry) for entry in given.get("minima", ())),
        source=given.get("source", ""),
    )


def _minimum(variables: Sequence[str], given: Mapping[str, Any]) -> Minimum:
    return Minimum(given["value"], given.get("published"), _coordinates(variables, given["at"]))


def _coordinates(variables: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """The last text stands for all that follow."""
    missing = len(variables) - len(texts)
    assert missing >= 0, f"{len(texts)} coordinates for {len(variables)} variables"
    return dict(zip(variables, [*texts, *[texts[-1]] * missing], strict=True))


def _listed(texts: str | Sequence[str]) -> Sequence[str]:
    return [texts] if isinstance(texts, str) else texts


def _range(text: str) -> tuple[float, float]:
    low, high = text.split("..")
    return float(number(low)), float(number(high))


def _written_out(text: str, data: Mapping[str, Sequence[str]], count: int) -> str:
    """The expression as it would be typed."""
    while begin := _SUM.search(text):
        name, first, last = begin.groups()
        end = _closing(text, begin.end())
        body = text[begin.end() : end].strip()
        terms = [re.sub(rf"\b{name}\b", str(index), body) for index in range(_whole(first), _whole(last) + 1)]
        text = f"{text[: begin.start()]}({' + '.join(terms) or 0}){text[end + 1 :]}"

    def element(found: re.Match[str]) -> str:
        name, index = found[1], _whole(found[2])
        if name != "x":
            return data[name][index - 1]
        return f"x{index}" if 1 <= index <= count else "0"

    return _ELEMENT.sub(element, text)


def _closing(text: str, start: int) -> int:
    """The place of the parenthesis that closes what is open at `start`."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    raise ValueError(f"a parenthesis is not closed in {text!r}")


def _whole(text: str) -> int:
    value = mpmath_oracle.exact(parse(text).tree)
    assert isinstance(value, Fraction)
    assert value.denominator == 1, text
    return int(value)
