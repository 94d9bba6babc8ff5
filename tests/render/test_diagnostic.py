"""How an error is drawn: the place is under the carets, on any line, at any width, in any script."""

from __future__ import annotations

import io

import pytest

from calcgd.errors import CalcgdError, SyntaxProblem
from calcgd.render.characters import display_width
from calcgd.render.diagnostic import diagnostic, note, wants_color


def drawn(source: str, start: int, end: int) -> list[str]:
    """The source line and the line of carets."""
    error = SyntaxProblem("wrong", span=(start, end), source=source)
    said, *lines = diagnostic(error).splitlines()
    assert said == "error: wrong"
    return lines


def test_an_error_shows_what_where_and_what_to_do() -> None:
    error = SyntaxProblem("there is no function 'sinn'", span=(4, 8), hint="did you mean 'sin'?", source="2 + sinn(x)")
    assert diagnostic(error) == (
        "error: there is no function 'sinn'\n"
        "  2 + sinn(x)\n"
        "      ^^^^\n"
        "hint: did you mean 'sin'?\n"
    )  # fmt: skip


def test_an_error_without_a_place_is_one_line() -> None:
    assert diagnostic(CalcgdError("nothing to do")) == "error: nothing to do\n"


def test_the_line_of_the_input_is_named() -> None:
    assert diagnostic(CalcgdError("wrong"), place="line 3") == "error: line 3: wrong\n"
    assert note("2/3x is (2/3)*x", place="line 3") == "note: line 3: 2/3x is (2/3)*x\n"


def test_at_the_end_of_the_text_the_caret_stands_behind_it() -> None:
    assert drawn("3 +", 3, 3) == ["  3 +", "     ^"]


@pytest.mark.parametrize(
    ("source", "at", "carets"),
    [
        ("θ + y $", 6, "        ^"),
        ("e\u0301 + $", 5, "      ^"),
        ("漢字 $", 3, "       ^"),
        ("漢 + 1", 0, "  ^^"),
        ("\x1b[31m $", 6, "           ^"),
        ("x \x00", 2, "    ^^^^"),
    ],
    ids=["Greek", "combining accent", "wide", "under a wide one", "after an escape", "under an escape"],
)
def test_carets_stand_under_the_character_as_it_is_shown(source: str, at: int, carets: str) -> None:
    assert drawn(source, at, at + 1)[1] == carets


def test_control_characters_are_shown_and_not_sent() -> None:
    shown = diagnostic(SyntaxProblem("bad \x07", span=(0, 1), source="\x1b]0;x\x07\u202e\u200b\ud800", hint="\x9b"))
    assert shown == (
        "error: bad \\x07\n"
        "  \\x1b]0;x\\x07\\u202e\\u200b\\ud800\n"
        "  ^^^^\n"
        "hint: \\x9b\n"
    )  # fmt: skip


def test_of_several_lines_the_one_with_the_mistake_is_shown() -> None:
    assert drawn("x +\n  2 $ y\r\n+ 1", 8, 9) == ["    2 $ y", "      ^"]


@pytest.mark.parametrize("length", [100, 10_000, 1_000_000])
@pytest.mark.parametrize("where", [0.0, 0.01, 0.5, 0.99, 1.0])
def test_a_long_line_is_cut_to_the_surroundings_of_the_mistake(length: int, where: float) -> None:
    at = round(where * (length - 1))
    source = "x" * at + "$" + "y" * (length - at - 1)
    shown, carets = drawn(source, at, at + 1)
    assert shown[carets.index("^")] == "$"
    assert len(shown) <= 80 and len(carets) <= 80
    assert shown.startswith("  ...") == (at > 70) or at < length - 1
    assert len(shown) > 60


def test_a_mistake_wider_than_the_screen_is_marked_as_far_as_it_is_shown() -> None:
    shown, carets = drawn("漢" * 500, 0, 500)
    assert display_width(shown) <= 80
    assert carets.strip("^ ") == "" and len(carets) <= display_width(shown)


def test_colour_changes_nothing_but_the_colour() -> None:
    error = SyntaxProblem("wrong", span=(0, 1), hint="do it", source="$")
    coloured = diagnostic(error, color=True)
    assert coloured == (
        "\x1b[1;31merror:\x1b[0m wrong\n"
        "  $\n"
        "  \x1b[1;31m^\x1b[0m\n"
        "\x1b[1;36mhint:\x1b[0m do it\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("terminal", "environment", "colour"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (True, {"FORCE_COLOR": "0"}, True),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
    ids=str,
)
def test_who_wants_colour(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, environment: dict[str, str], colour: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    assert wants_color(stream) is colour
