"""Reading dots back from braille, and plots to read them from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from calcgd.render.canvas import Canvas
from calcgd.render.document import Plot, Visit
from calcgd.render.plot_sheet import Paper
from calcgd.render.wrapping import Piece

BRAILLE = Paper(80, 20, braille=True)
ASCII = Paper(80, 20, braille=False)

PLACES = {0: (0, 0), 1: (0, 1), 2: (0, 2), 3: (1, 0), 4: (1, 1), 5: (1, 2), 6: (0, 3), 7: (1, 3)}
"""Where the dots of a braille pattern are, by the bit of the code point for them (Unicode, chapter 21.1)."""


def text(pieces: Sequence[Piece]) -> str:
    return "".join(run for _, run in pieces)


def dots(canvas: Canvas) -> set[tuple[int, int]]:
    """The dots of a canvas in braille, from the upper left corner."""
    return {
        (2 * column + PLACES[bit][0], 4 * row + PLACES[bit][1])
        for row in range(canvas.rows)
        for column, character in enumerate(text(canvas.line_of(row)))
        if character != " "
        for bit in range(8)
        if ord(character) - 0x2800 >> bit & 1
    }


def visits(function: Callable[..., float], *points: tuple[float, ...]) -> list[Visit]:
    """The path through some points."""
    return [Visit(run, x, function(x)) for run, x in enumerate(points, 1)]


def plot(kind: str, names: str, function: Callable[[Sequence[float]], float], *points: tuple[float, ...]) -> Plot:
    """A picture with the path through some points; names are letters."""
    return Plot(kind, "f", tuple(names), visits(function, *points), function)  # type: ignore[arg-type]
