"""Documents as plain text."""

from __future__ import annotations

import io

from descent_tables import COLUMNS, squared_cost
from worked_steps import CHAIN, tree

from calcgd.expression import parse
from calcgd.render import emit
from calcgd.render.document import Formula, Heading, Line, Steps, Table, View


def text(*blocks: object, decimals: bool = False) -> str:
    out = io.StringIO()
    emit(View(blocks, dict), "text", out, decimals)  # type: ignore[arg-type]
    return out.getvalue()


def test_a_bare_formula_is_a_line_that_the_parser_reads_back():
    typed = tree("(3*x + 1)**5*sin(x)/x")
    written = text(Formula(typed))
    assert written == "(3*x + 1)**5*sin(x)/x\n"
    assert parse(written).tree is typed


def test_the_partial_derivatives_of_a_gradient_are_a_line_each_without_their_captions():
    gradient = [Formula(tree(part), caption=f"d/d{name}") for name, part in (("x", "2*x*y + y*z"), ("y", "x**2 + x*z"))]
    assert text(*gradient) == "2*x*y + y*z\nx**2 + x*z\n"


def test_a_label_stands_before_its_formula():
    assert text(Formula(tree("2*x - 4"), "f'(x)")) == "f'(x) = 2*x - 4\n"


def test_fractions_are_decimals_where_decimals_were_typed():
    assert text(Formula(tree("x/4 + x/3")), decimals=True) == "x/4 + x/3\n"
    assert text(Formula(tree("0.25*x")), decimals=True) == "0.25*x\n"
    assert text(Formula(tree("0.25*x"))) == "x/4\n"


def test_formulas_stand_in_their_places_in_a_sentence():
    line = Line("{} is the derivative of {}.", "good", (tree("2*x"), tree("x**2")))
    assert text(line) == "2*x is the derivative of x**2.\n"


def test_braces_mean_nothing_in_a_sentence_without_formulas():
    assert text(Line("the set {} and {x}")) == "the set {} and {x}\n"


def test_a_sentence_cannot_steer_the_terminal_it_ends_up_on():
    assert text(Line("\x1b[2Jgone\r\n")) == r"\x1b[2Jgone\r\n" + "\n"


def test_headings_after_the_first_have_air_above_them():
    assert text(Heading("Slope"), Line("one"), Heading("Value"), Line("two")) == "Slope\none\n\nValue\ntwo\n"


def test_a_table_is_aligned_and_never_cut():
    assert text(Table(COLUMNS, squared_cost(3)), Line("Converged.")) == (
        "Run  Current x     Cost value    Derivative x Learning rate  New x\n"
        "  1     5            25             2                           3\n"
        "  2     3             1             0.4                         2.6\n"
        "  3     2.6           0.04          0.08                        2.52\n"
        "Converged.\n"
    )


def test_steps_are_an_outline():
    assert (
        text(Steps(CHAIN))
        == "1  Chain rule  (sin(u))' = cos(u)*u'    u = 3*x + 1,  u' = 3\n   =>  cos(3*x + 1)*3  = 3*cos(3*x + 1)\n"
    )


def test_rows_are_written_as_they_come_and_the_verdict_is_asked_for_after_the_last():
    out = io.StringIO()
    seen: list[str] = []

    def rows():
        for run in (1, 2):
            seen.append(f"row {run} after {len(out.getvalue().splitlines())} lines")
            yield run, 1.0, 1.0, 1.0, 1.0

    def blocks():
        yield Table(COLUMNS, rows())
        seen.append("verdict")
        yield Line("Stopped.")

    emit(View(blocks(), dict), "text", out)
    assert seen == ["row 1 after 1 lines", "row 2 after 2 lines", "verdict"]
