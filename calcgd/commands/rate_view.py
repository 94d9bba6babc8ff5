"""How a recorded curve is shown: its stretches, its extrema, its integral, and on what all of that rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from calcgd.commands.rate_numbers import FEWEST, Digits, digits_of

if TYPE_CHECKING:
    from calcgd.commands.rate import Answer
    from calcgd.render.document import Block, Line, Series, Table, View

_ALL = 15
"""Digits of a number that a person typed."""

_SUGGESTED = 20
"""A window for smoothing is as wide as so many distances between neighbours."""


def view(answer: Answer, rows: bool, plot: bool) -> View:
    """The summary; with `rows` a table of all points, with `plot` a picture of both curves."""
    from calcgd.render.document import View

    return View(_blocks(answer, rows, plot), lambda: _record(answer), lambda: _points(answer))


def _blocks(answer: Answer, rows: bool, plot: bool) -> Iterator[Block]:
    from calcgd.render.document import Line

    x, y, found = str(answer.x), str(answer.y), answer.recorded
    points, digits = found.curve.x, digits_of(found)
    first, last = _number(points[0], digits.x), _number(points[-1], digits.x)
    yield Line(f"{y} over {x}: {len(points):,} points, {x} from {first} to {last}")
    yield _stretches(answer, digits)
    for extremum in found.shape.extrema:
        first, last = _number(points[extremum.first], digits.x), _number(points[extremum.last], digits.x)
        where = f"at {x} = {first}" if first == last else f"from {x} = {first} to {x} = {last}"
        yield Line(f"{extremum.kind} {_number(extremum.value, digits.y)} {where}")
    for rate in _extreme_rates(answer):
        error = f" (standard error {_number(rate.error, 2)})" if rate.error else ""
        yield Line(f"{rate.which} rate {_number(rate.rate)}{error} at {x} = {_number(rate.at, digits.x)}")
    yield _integral(answer, digits)
    if rows or answer.wish.initial:
        yield Line(f"The{start_of_integral(answer).removeprefix('the')}.", "note")
    yield from _reasons(answer)
    if rows:
        yield _points(answer)
    if plot:
        yield _picture(answer)


def _stretches(answer: Answer, digits: Digits) -> Table:
    from calcgd.render.document import Column, Table

    x, found = str(answer.x), answer.recorded
    columns = (
        Column(f"{x} from", "from", digits=digits.x),
        Column("to", "to", digits=digits.x),
        Column(str(answer.y), "what", "left"),
        Column("mean rate", "rate"),
        Column("change", "change"),
    )
    points = found.curve.x
    rows = [
        (float(points[part.first]), float(points[part.last]), part.what, part.rate, part.change)
        for part in found.shape.stretches
    ]
    return Table(columns, rows)


def _integral(answer: Answer, digits: Digits) -> Line:
    from calcgd.render.document import Line

    found, area = answer.recorded, answer.recorded.integral
    noise = f"; the noise in it has a standard error of {_number(found.noise * area.spread, 2)}" if found.noise else ""
    whole, parabolas = _number(area.whole, digits.integral), _number(area.parabolas, digits.integral)
    return Line(
        f"integral {whole} by the trapezoidal rule, error about {_number(area.error, 2)}: "
        f"parabolas through three neighbours give {parabolas}{noise}"
    )


def start_of_integral(answer: Answer) -> str:
    """The clause that says which constant was chosen for the integral."""
    found = answer.recorded
    first = _number(found.curve.x[0], digits_of(found).x)
    return f"the integral starts from {_number(answer.wish.initial, _ALL)} at {answer.x} = {first}"


def _reasons(answer: Answer) -> Iterator[Line]:
    """What counts as level, and why."""
    import numpy as np

    from calcgd.render.document import Line

    found, x, y = answer.recorded, str(answer.x), str(answer.y)
    if answer.wish.level is not None:
        yield Line(f"Level: mean rates between neighbours of at most {_number(answer.wish.level)} in size.", "note")
    elif found.noise is None:
        yield Line("These are too few points to tell noise from the curve: every change counts.", "note")
    elif not found.noise:
        yield Line("At least half of the points lie on a smooth curve up to rounding: every change counts.", "note")
    else:
        low, high = _number(found.shape.level.min(), 2), _number(found.shape.level.max(), 2)
        size = low if low == high else f"{low} ({high} where points are closest or fewest)"
        yield Line(
            f"Level: mean rates between neighbours of a size of at most {size}. {y} scatters about a smooth curve, "
            f"with a standard deviation of about {_number(found.noise, 2)}; independent normal noise like that makes a "
            "level curve seem to rise or fall in about one of 20 recordings at most.",
            "note",
        )
    if any(stretch.what == "unclear" for stretch in found.shape.stretches):
        width = answer.wish.smooth or _SUGGESTED / 2 * float(np.median(np.diff(found.curve.x)))
        yield Line(
            "Unclear: no change from one point to the next stands out from the noise, but that is no proof of a level "
            f"curve. Smooth it over a wider window of {x}: --smooth {_number(2 * width, 2)}",
            "warning",
        )
    if answer.wish.smooth is not None:
        yield Line(
            f"Rates are those of parabolas fitted to windows of {_number(answer.wish.smooth)} in {x}; the integral is "
            "that of what was recorded.",
            "note",
        )


def _points(answer: Answer) -> Table:
    """A row for each point, under names from which a next command can read it."""
    from calcgd.render.document import Column, Table

    values = _values(answer)
    titles: list[str] = []
    for key in values:
        name = title = {"x": str(answer.x), "y": str(answer.y)}.get(key, key)
        number = 1
        while title in titles:
            number += 1
            title = f"{name}_{number}"
        titles.append(title)
    digits = digits_of(answer.recorded)
    shown = {"x": digits.x, "y": digits.y, "smoothed": digits.y, "rate": FEWEST, "integral": digits.integral}
    columns = tuple(Column(title, digits=shown[key]) for title, key in zip(titles, values, strict=True))
    return Table(columns, list(zip(*values.values(), strict=True)))


def _values(answer: Answer) -> dict[str, list[float]]:
    """What is known at the points."""
    found = answer.recorded
    columns = {"x": found.curve.x, "y": found.curve.y}
    if answer.wish.smooth is not None:
        columns["smoothed"] = found.rates.values
    columns |= {"rate": found.rates.rate, "integral": found.antiderivative}
    return {key: column.tolist() for key, column in columns.items()}


def _picture(answer: Answer) -> Series:
    from calcgd.render.document import Series

    found, y = answer.recorded, str(answer.y)
    smoothed = "" if answer.wish.smooth is None else ", smoothed"
    title = f"{y} over {answer.x}{smoothed}, and its rate"
    points = found.curve.x.tolist()
    return Series(title, str(answer.x), points, (y, found.rates.values.tolist()), ("rate", found.rates.rate.tolist()))


def _record(answer: Answer) -> Mapping[str, Any]:
    found = answer.recorded
    points, area = found.curve.x.tolist(), found.integral
    values = _values(answer)
    return {
        "x": answer.x,
        "y": answer.y,
        "smooth": answer.wish.smooth,
        "noise": found.noise,
        "level": {"least": float(found.shape.level.min()), "greatest": float(found.shape.level.max())},
        "stretches": [
            {"from": points[first], "to": points[last], "what": what, "change": change, "rate": rate}
            for first, last, what, change, rate in found.shape.stretches
        ],
        "extrema": [
            {"kind": kind, "from": points[first], "to": points[last], "value": value}
            for kind, first, last, value in found.shape.extrema
        ],
        **{
            f"{rate.which}_rate": {"rate": rate.rate, "error": rate.error, "at": rate.at}
            for rate in _extreme_rates(answer)
        },
        "integral": {
            "value": area.whole,
            "initial": answer.wish.initial,
            "error": area.error,
            "parabolas": area.parabolas,
            "noise": found.noise * area.spread if found.noise else None,
        },
        "notes": list(found.notes),
        "points": [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)],
    }


class _Rate(NamedTuple):
    """The greatest or least rate, with the standard error that the noise gives it, if that is known, and its place."""

    which: str
    rate: float
    error: float | None
    at: float


def _extreme_rates(answer: Answer) -> Iterator[_Rate]:
    found = answer.recorded
    rates = found.rates.rate
    for which, place in (("greatest", rates.argmax()), ("least", rates.argmin())):
        error = found.noise * float(found.rates.rate_error[place]) if found.noise else None
        yield _Rate(which, float(rates[place]), error, float(found.curve.x[place]))


def _number(value: float, digits: int = FEWEST) -> str:
    from calcgd.render.numbers import number

    return number(float(value), digits)
