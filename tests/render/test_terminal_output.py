"""Documents on a terminal: colour, rules, the width of the screen."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from descent_tables import COLUMNS, bowl, squared_cost
from worked_steps import CHAIN, QUOTIENT, tree

from calcgd.render import emit
from calcgd.render.document import Formula, Heading, Line, Steps, Table, View

ESCAPE = re.compile("\x1b\\[[0-9;]*m")


class Screen(io.StringIO):
    """A terminal that remembers what was written to it."""

    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def shown(*blocks: object, out: io.StringIO | None = None) -> str:
    out = out or Screen()
    emit(View(blocks, dict), "table", out)  # type: ignore[arg-type]
    return out.getvalue()


def test_a_formula_is_as_plain_as_in_a_pipe():
    assert shown(Formula(tree("2*x - 4"))) == "2*x - 4\n"


def test_a_caption_is_for_people():
    assert shown(Formula(tree("2*x*y"), caption="df/dx")) == "df/dx = 2*x*y\n"


def test_a_table_has_rules_and_fits_eighty_columns():
    written = shown(Table(COLUMNS, squared_cost(3)))
    assert ESCAPE.sub("", written) == (
        "Run │ Current x    │ Cost value   │ Derivative x Learning rate │ New x\n"
        "────┼──────────────┼──────────────┼────────────────────────────┼─────────────\n"
        "  1 │    5         │   25         │    2                       │    3\n"
        "  2 │    3         │    1         │    0.4                     │    2.6\n"
        "  3 │    2.6       │    0.04      │    0.08                    │    2.52\n"
    )
    assert "\x1b[1mRun" in written


def test_columns_there_is_no_room_for_are_named_under_the_table():
    table = bowl([f"x{place}" for place in range(10)], 1)
    assert ESCAPE.sub("", shown(table, Line("Diverged.", "bad"))).splitlines()[-3:] == [
        "Not shown on 80 columns: Current x6, Current x7, Current x8, Current x9, New x0,",
        "New x1 and 8 more.",
        "Diverged.",
    ]


def test_a_wider_terminal_shows_more_columns(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "120")
    table = bowl(["x", "y", "z"], 1)
    assert "Not shown" not in shown(table)


def test_sentences_have_the_colour_of_their_tone_and_break_between_words():
    assert shown(Line("Converged.", "good")) == "\x1b[32mConverged.\x1b[0m\n"
    assert shown(Line("Careful.", "warning")) == "\x1b[33mCareful.\x1b[0m\n"
    assert shown(Line("Diverged.", "bad")) == "\x1b[31mDiverged.\x1b[0m\n"
    assert shown(Line("word " * 17)) == ("word " * 16).rstrip() + "\nword\n"


def test_steps_are_coloured_by_what_they_say():
    assert shown(Steps(CHAIN)).startswith(
        "\x1b[2m1  \x1b[0m\x1b[1mChain rule\x1b[0m  \x1b[2m(sin(u))' = cos(u)*u'\x1b[0m    \x1b[36mu\x1b[0m = 3*x + 1"
    )


def test_steps_without_colour_are_the_plain_ones():
    plain = io.StringIO()
    emit(View((Steps(QUOTIENT),), dict), "text", plain)
    assert ESCAPE.sub("", shown(Steps(QUOTIENT))) == plain.getvalue()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    written = shown(Heading("Descent"), Table(COLUMNS, squared_cost(2)), Steps(QUOTIENT), Line("Good.", "good"))
    assert "\x1b" not in written
    assert "│" in written


def test_in_a_pipe_nothing_is_coloured_and_no_column_is_left_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("COLUMNS")
    written = shown(bowl([f"x{place}" for place in range(10)], 1), out=io.StringIO())
    assert "\x1b" not in written
    assert "New x9" in written


def test_an_output_that_is_not_unicode_gets_rules_of_ascii():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    emit(View((Table(COLUMNS, squared_cost(1)),), dict), "table", stream)
    stream.flush()
    assert stream.buffer.getvalue().decode("ascii").splitlines()[1] == (  # type: ignore[attr-defined]
        "----+--------------+--------------+----------------------------+-------------"
    )


def test_text_of_the_users_is_neither_markup_nor_a_control_sequence():
    assert shown(Line("M[i]*[x] [/x] :x: \x1b[31m")) == "M[i]*[x] [/x] :x: \\x1b[31m\n"


def test_no_answer_on_a_terminal_loads_rich():
    script = (
        "import sys\n"
        "from calcgd.expression import parse\n"
        "from calcgd.render import emit\n"
        "from calcgd.render.document import Column, Line, Table, View\n"
        "rows = Table((Column('Run'),), [(1,)])\n"
        "emit(View((rows, Line('Done.', 'good')), dict), 'table', sys.stdout)\n"
        "print('rich' in sys.modules, 'sympy' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False False\n")
