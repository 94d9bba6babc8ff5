"""Plots on terminals, in pipes and in documents: size, characters and colour."""

from __future__ import annotations

import io
import re
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plot_dots import plot, text

from calcgd.render import emit
from calcgd.render.characters import display_width
from calcgd.render.document import Line, Plot, View, Visit
from calcgd.render.plot import descent_plot, drawn
from calcgd.render.plot_sheet import Paper

ESCAPE = re.compile("\x1b\\[[0-9;]*m")
CURVE = plot("curve", "x", lambda x: x[0] ** 2, (2.0,), (1.0,), (0.5,))
CONTOUR = plot("contour", "xy", lambda x: x[0] ** 2 + x[1] ** 2, (2.0, 1.0), (1.0, 0.5), (0.1, 0.0))
HISTORY = CONTOUR._replace(kind="history")


class Screen(io.StringIO):
    """A terminal that remembers what was written to it."""

    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (("TERM", "xterm"), ("COLUMNS", "80"), ("LINES", "24")):
        monkeypatch.setenv(name, value)


def shown(block: Plot, style: str = "table", out: io.StringIO | None = None) -> str:
    out = out or Screen()
    emit(View((block,), dict), style, out)
    return out.getvalue()


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (40, 15), (30, 13), (300, 100)])
@pytest.mark.parametrize("block", [CURVE, CONTOUR, HISTORY], ids=lambda block: block.kind)
def test_a_plot_fits_the_terminal_and_leaves_four_rows(
    block: Plot, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", str(size[0]))
    monkeypatch.setenv("LINES", str(size[1]))
    lines = ESCAPE.sub("", shown(block)).splitlines()
    assert len(lines) == size[1] - 4
    assert size[0] - 8 <= max(map(len, lines)) <= size[0]


@pytest.mark.parametrize("size", [(29, 24), (80, 12), (10, 5)])
def test_where_there_is_no_room_a_sentence_says_so(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", str(size[0]))
    monkeypatch.setenv("LINES", str(size[1]))
    written = ESCAPE.sub("", shown(CURVE))
    assert written.replace("\n", " ").startswith("A plot needs 30 columns")
    assert max(map(len, written.splitlines())) <= max(size[0], 8)


def test_a_terminal_shows_colour_and_braille_and_text_only_braille():
    on_screen, in_a_pipe = shown(CONTOUR), shown(CONTOUR, "text", io.StringIO())
    assert "\x1b" in on_screen
    assert "\x1b" not in in_a_pipe
    assert [line.rstrip() for line in ESCAPE.sub("", on_screen).splitlines()] == in_a_pipe.splitlines()
    assert any("\u2800" <= character <= "\u28ff" for character in in_a_pipe)


def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown(CONTOUR)


@pytest.mark.parametrize("block", [CURVE, CONTOUR, HISTORY], ids=lambda block: block.kind)
@pytest.mark.parametrize("terminal", ["dumb", "linux"])
def test_terminals_without_braille_get_ascii(block: Plot, terminal: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", terminal)
    assert shown(block).isascii()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_an_output_that_is_not_unicode_gets_ascii(encoding: str):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    emit(View((CURVE,), dict), "text", stream)
    stream.flush()
    assert stream.buffer.getvalue().isascii()  # type: ignore[attr-defined]


def test_markdown_has_a_block_of_code_in_ascii():
    lines = shown(CURVE._replace(title="```"), "markdown", io.StringIO()).splitlines()
    assert len(lines) == 20
    assert all(line.startswith("    ") for line in lines)
    assert "".join(lines).isascii()


def test_latex_says_that_a_plot_is_left_out():
    assert shown(CURVE, "latex", io.StringIO()) == "% A plot made of characters is left out here.\n"


def test_a_title_is_no_control_sequence_and_is_cut():
    lines = shown(CURVE._replace(title="\x1b[31m" + "x" * 100), "text", io.StringIO()).splitlines()
    assert lines[0].startswith("cost  \\x1b[31mxxx")
    assert lines[0].endswith("...")
    assert len(lines[0]) == 80


def test_wide_characters_are_counted_as_they_are_shown():
    names = plot("contour", "重力", lambda x: x[0] ** 2 + x[1] ** 2, (2.0, 1.0), (1.0, 0.5))
    lines = shown(names._replace(title="重力" * 40), "text", io.StringIO()).splitlines()
    assert max(map(display_width, lines)) <= 80


class Row:
    """A row of a descent."""

    def __init__(self, run: int, x: tuple[float, ...], value: float, new_x: tuple[float, ...] | None) -> None:
        self.run, self.x, self.value, self.new_x = run, x, value, new_x


@pytest.mark.parametrize(
    ("names", "kind"), [("x", "curve"), ("xy", "contour"), ("xyz", "history"), ("abcde", "history")]
)
def test_the_picture_that_suits_a_descent(names: str, kind: str):
    rows = [Row(1, (1.0,) * len(names), 4.0, (0.0,) * len(names)), Row(2, (0.0,) * len(names), 3.0, None)]
    path = [Visit(1, rows[0].x, 4.0), Visit(2, rows[1].x, 3.0)]
    assert descent_plot(names, sum, iter(rows), "f") == Plot(kind, "f", tuple(names), path, sum)  # type: ignore[arg-type]
    assert descent_plot(names, sum, rows, "f", "history").kind == "history"  # type: ignore[arg-type]


def test_a_descent_that_was_cut_short_ends_where_its_last_step_leads():
    rows = [Row(1, (4.0,), 16.0, (2.0,)), Row(2, (2.0,), 4.0, (1.0,))]
    block = descent_plot("x", lambda x: x[0] ** 2, rows, "f")  # type: ignore[arg-type]
    assert block.path[-1] == Visit(3, (1.0,), 1.0)


@pytest.mark.parametrize("kind", ["curve", "history"])
def test_of_an_ascent_the_highest_point_is_the_goal_and_the_axis_is_of_values(kind: str):
    rows = [Row(run, (8 * 0.9**run,), -((8 * 0.9**run) ** 2), None) for run in range(1, 60)]
    block = descent_plot("x", lambda x: -(x[0] ** 2), rows, "f", kind, upward=True)  # type: ignore[arg-type]
    lines = [text(line) for line in drawn(block, Paper(80, 20, True))]
    assert lines[0].split()[0] == "value"
    assert "outside" not in lines[-1]
    assert lines[-1] == {
        "curve": "S start  E end  2-9 run number  o later run",
        "history": "run 1: -51.84  run 59: -0.0002552",
    }.get(kind)


WILD = st.one_of(
    st.floats(),
    st.sampled_from([nan, inf, -inf, 0.0, 1e308, -1e308, 1e300, 5e-324, 1.0, 1.0 + 2**-52]),
    st.floats(min_value=-10, max_value=10),
)


@st.composite
def wild_plots(draw: st.DrawFn) -> Plot:
    kind = draw(st.sampled_from(["curve", "contour", "history"]))
    names = ("x",) if kind == "curve" else ("x", "y")
    points = draw(st.lists(st.tuples(*(WILD for _ in names), WILD), min_size=1, max_size=12))
    values = draw(st.lists(WILD, min_size=1, max_size=8))
    flat = draw(st.booleans())

    def function(x) -> float:
        value = values[hash(tuple(x)) % len(values)]
        return value if flat else value * x[0] * x[-1]

    path = [Visit(run, point[:-1], point[-1]) for run, point in enumerate(points, 1)]
    return Plot(kind, "f", names, path, function)  # type: ignore[arg-type]


@given(wild_plots(), st.integers(1, 90), st.integers(1, 30), st.booleans())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_no_function_and_no_path_breaks_a_plot(block: Plot, width: int, height: int, braille: bool):
    lines = [text(line) for line in drawn(block, Paper(width, height, braille))]
    if width >= 30 and height >= 9:
        assert len(lines) <= height
        assert max(map(len, lines)) <= width
    assert braille or "".join(lines).isascii()


def test_a_plot_stands_among_other_blocks():
    out = io.StringIO()
    emit(View((Line("Before."), CURVE, Line("After.")), dict), "text", out)
    lines = out.getvalue().splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("Before.", 22, "After.")
