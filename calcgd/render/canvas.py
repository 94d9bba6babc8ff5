"""A sheet of dots that becomes lines of characters. It knows no mathematics, no scale and no colour.

In braille a character is 2 dots wide and 4 high (Unicode 2800 to 28FF). In ASCII it is 1 wide and 3 high, and the
height at which its dots lie chooses among `'`, `-`, `.` and their unions. Dots are counted from the upper left corner;
what is drawn outside is left out. So that lines can be told apart without colour, a canvas may be of another style: in
braille every other dot of its lines is missing, in ASCII they are made of `"`, `=`, `_` and their unions.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calcgd.render.wrapping import Piece

_BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_ASCII = ((1,), (2,), (4,))
_ASCII_SIGNS = " '-:.::|"
_OTHER_SIGNS = ' "=*_***'


class Canvas:
    """`columns` x `rows` characters: `across` x `down` dots.

    Everything is drawn in an ink, a word that says what it belongs to; a character has the ink that came last. A letter
    covers the dots of its character, whenever they are drawn. `other` is for the other style.
    """

    def __init__(self, columns: int, rows: int, braille: bool, other: bool = False) -> None:
        self.columns, self.rows = columns, rows
        self._bits = _BRAILLE if braille else _ASCII
        self._first = 0x2800 if braille else 0
        self._signs = _OTHER_SIGNS if other else _ASCII_SIGNS
        self._every = 2 if braille and other else 1
        self._walked = 0
        self._dots = [[0] * columns for _ in range(rows)]
        self._inks = [["plain"] * columns for _ in range(rows)]
        self._letters: dict[tuple[int, int], Piece] = {}
        self._behind: Canvas | None = None

    @property
    def across(self) -> int:
        """Dots side by side."""
        return self.columns * len(self._bits[0])

    @property
    def down(self) -> int:
        """Dots one above the other."""
        return self.rows * len(self._bits)

    def cell(self, x: int, y: int) -> tuple[int, int]:
        """Column and row of the character that a dot belongs to."""
        return x // len(self._bits[0]), y // len(self._bits)

    def dot(self, x: int, y: int, ink: str) -> None:
        """Draw one dot."""
        if 0 <= x < self.across and 0 <= y < self.down:
            column, row = self.cell(x, y)
            self._dots[row][column] |= self._bits[y % len(self._bits)][x % len(self._bits[0])]
            self._inks[row][column] = ink

    def line(self, start: tuple[int, int], end: tuple[int, int], ink: str) -> None:
        """Draw the dots nearest to the straight line between two dots, both included.

        Where every other dot is missing, they are counted from line to line.
        """
        (x, y), (to_x, to_y) = start, end
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(steps + 1):
            if (self._walked + step) % self._every == 0:
                self.dot(_between(x, to_x, step, steps), _between(y, to_y, step, steps), ink)
        self._walked += steps

    def write(self, column: int, row: int, letter: str, ink: str) -> None:
        """Put a letter of width 1 in the place of a character."""
        if 0 <= column < self.columns and 0 <= row < self.rows:
            self._letters[column, row] = ink, letter

    def filled(self) -> int:
        """How many characters have dots."""
        return sum(1 for row in self._dots for dots in row if dots)

    def over(self, behind: Canvas) -> Canvas:
        """This canvas, with one of the same size seen where there is nothing on it."""
        self._behind = behind
        return self

    def ink(self, column: int, row: int) -> str:
        """What the dots of a character belong to; nothing where there are none."""
        return self._inks[row][column] if self._dots[row][column] else ""

    def line_of(self, row: int) -> list[Piece]:
        """A row as runs of characters of one ink, without the blanks at its end."""
        characters = [self._character(column, row) for column in range(self.columns)]
        while characters and characters[-1][1] == " ":
            characters.pop()
        return [(ink, "".join(c for _, c in run)) for ink, run in groupby(characters, lambda character: character[0])]

    def _character(self, column: int, row: int) -> Piece:
        dots = self._dots[row][column]
        if (column, row) in self._letters:
            return self._letters[column, row]
        if not dots:
            return self._behind._character(column, row) if self._behind else ("plain", " ")
        return self._inks[row][column], chr(self._first + dots) if self._first else self._signs[dots]


def _between(start: int, end: int, step: int, steps: int) -> int:
    return start + (2 * (end - start) * step + steps) // (2 * steps)
