"""Where a long line breaks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.render.wrapping import Piece, wrapped


def broken(text: str, width: int, hang: int = 4) -> list[str]:
    return ["".join(run for _, run in line) for line in wrapped([("formula", text)], width, hang)]


def test_what_fits_stays_on_one_line():
    assert broken("2*x - 4", 7) == ["2*x - 4"]


def test_a_sum_breaks_before_its_signs():
    assert broken("aaaa + bbbb - cccc + dddd", 14) == ["aaaa + bbbb", "    - cccc", "    + dddd"]


def test_a_sum_outside_parentheses_breaks_rather_than_one_inside():
    assert broken("sin(aaaa + b) + cos(cccc + d)", 28) == ["sin(aaaa + b)", "    + cos(cccc + d)"]


def test_a_product_outside_parentheses_breaks_rather_than_a_sum_inside():
    assert broken("(a + b)*(c + d)*(e + f)*(g + h)", 22) == ["(a + b)*(c + d)", "    *(e + f)*(g + h)"]


def test_a_power_is_never_torn():
    assert broken("aaaa**bbbb*cccc**dddd", 12) == ["aaaa**bbbb", "    *cccc**dddd"]


def test_a_wide_gap_is_the_best_place():
    assert broken("Rule  a + b = c    u = x + y", 24) == ["Rule  a + b = c", "    u = x + y"]


def test_a_name_longer_than_the_line_sticks_out_whole():
    assert broken("a + learning_rate_of_the_last_layer + b", 12) == [
        "a + learning_rate_of_the_last_layer",
        "    + b",
    ]


def test_wide_characters_count_twice():
    assert broken("温度 + 温度 + x", 12, 0) == ["温度 + 温度", "+ x"]


def test_each_part_of_a_broken_line_keeps_its_kind():
    pieces: list[Piece] = [("rule", "Sum rule"), ("plain", " "), ("formula", "aaaa + bbbb")]
    assert list(wrapped(pieces, 16, 2)) == [
        [("rule", "Sum rule"), ("plain", " "), ("formula", "aaaa")],
        [("plain", "  "), ("formula", "+ bbbb")],
    ]


words = st.lists(st.text("ab(*)+-= ,θ", min_size=1, max_size=9), max_size=30).map(" ".join)


@settings(deadline=None, derandomize=True)
@given(words, st.integers(5, 60), st.integers(0, 10))
def test_breaking_loses_nothing_but_spaces(text, width, hang):
    assert "".join("".join(broken(text, width, hang)).split()) == "".join(text.split())
