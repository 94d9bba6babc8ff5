"""Dots, lines and letters on a canvas, and the characters that they become."""

from __future__ import annotations

from itertools import pairwise

import pytest
from plot_dots import dots, text

from calcgd.render.canvas import Canvas


@pytest.mark.parametrize(
    ("x", "y", "character"),
    [(0, 0, "⠁"), (0, 1, "⠂"), (0, 2, "⠄"), (1, 0, "⠈"), (1, 1, "⠐"), (1, 2, "⠠"), (0, 3, "⡀"), (1, 3, "⢀")],
)
def test_each_dot_of_a_braille_character(x: int, y: int, character: str):
    canvas = Canvas(1, 1, braille=True)
    canvas.dot(x, y, "ink")
    assert text(canvas.line_of(0)) == character


def test_dots_of_one_character_are_put_together():
    canvas = Canvas(1, 1, braille=True)
    for y in range(4):
        for x in range(2):
            canvas.dot(x, y, "ink")
    assert text(canvas.line_of(0)) == "⣿"


@pytest.mark.parametrize(
    ("heights", "character"),
    [((0,), "'"), ((1,), "-"), ((2,), "."), ((0, 1), ":"), ((1, 2), ":"), ((0, 2), ":"), ((0, 1, 2), "|")],
)
def test_an_ascii_character_shows_the_height_of_its_dots(heights: tuple[int, ...], character: str):
    canvas = Canvas(1, 1, braille=False)
    for y in heights:
        canvas.dot(0, y, "ink")
    assert text(canvas.line_of(0)) == character


def test_a_canvas_has_as_many_dots_as_its_characters():
    braille, ascii_ = Canvas(5, 3, braille=True), Canvas(5, 3, braille=False)
    assert (braille.across, braille.down) == (10, 12)
    assert (ascii_.across, ascii_.down) == (5, 9)
    assert braille.cell(9, 11) == ascii_.cell(4, 8) == (4, 2)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ((6, 0), {(x, 0) for x in range(7)}),
        ((0, 6), {(0, y) for y in range(7)}),
        ((6, 6), {(i, i) for i in range(7)}),
        ((4, 2), {(0, 0), (1, 1), (2, 1), (3, 2), (4, 2)}),
        ((0, 0), {(0, 0)}),
    ],
)
def test_a_line_goes_through_the_nearest_dots(end: tuple[int, int], expected: set[tuple[int, int]]):
    canvas = Canvas(4, 2, braille=True)
    canvas.line((0, 0), end, "ink")
    assert dots(canvas) == expected


def test_what_is_outside_is_left_out():
    canvas = Canvas(2, 1, braille=True)
    canvas.line((-3, 1), (9, 1), "ink")
    canvas.write(2, 0, "E", "ink")
    canvas.write(0, -1, "E", "ink")
    assert dots(canvas) == {(x, 1) for x in range(4)}


def test_a_letter_covers_dots_that_are_drawn_before_and_after_it():
    canvas = Canvas(3, 1, braille=False)
    canvas.dot(1, 1, "path")
    canvas.write(1, 0, "S", "mark")
    canvas.line((0, 1), (2, 1), "curve")
    assert canvas.line_of(0) == [("curve", "-"), ("mark", "S"), ("curve", "-")]


def test_a_character_has_the_ink_that_came_last_and_blanks_at_the_end_are_dropped():
    canvas = Canvas(6, 1, braille=True)
    canvas.dot(2, 0, "level")
    canvas.dot(4, 0, "level")
    canvas.dot(2, 1, "path")
    assert canvas.line_of(0) == [("plain", " "), ("path", "⠃"), ("level", "⠁")]
    assert [canvas.ink(column, 0) for column in range(4)] == ["", "path", "level", ""]


@pytest.mark.parametrize(
    ("heights", "character"),
    [((0,), '"'), ((1,), "="), ((2,), "_"), ((0, 1), "*"), ((1, 2), "*"), ((0, 2), "*"), ((0, 1, 2), "*")],
)
def test_the_other_style_has_other_signs_in_ascii(heights: tuple[int, ...], character: str):
    canvas = Canvas(1, 1, braille=False, other=True)
    for y in heights:
        canvas.dot(0, y, "ink")
    assert text(canvas.line_of(0)) == character


def test_the_other_style_leaves_out_every_other_dot_along_lines_of_any_length():
    canvas = Canvas(8, 4, braille=True, other=True)
    way = [(0, 0), (1, 0), (2, 1), (5, 4), (5, 7), (6, 7), (15, 7)]
    for start, end in pairwise(way):
        canvas.line(start, end, "ink")
    assert dots(canvas) == {(0, 0), (2, 1), (4, 3), (5, 5), (5, 7), (7, 7), (9, 7), (11, 7), (13, 7), (15, 7)}


def test_a_canvas_is_seen_through_the_holes_of_the_one_over_it():
    front, back = Canvas(4, 1, braille=False), Canvas(4, 1, braille=False)
    front.dot(1, 0, "front")
    front.write(2, 0, "o", "letter")
    back.line((0, 2), (2, 2), "back")
    assert front.over(back).line_of(0) == [("back", "."), ("front", "'"), ("letter", "o")]
    assert (front.filled(), back.filled()) == (1, 3)
