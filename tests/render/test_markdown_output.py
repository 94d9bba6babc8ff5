"""Documents as Markdown."""

from __future__ import annotations

import io
import re

from descent_tables import COLUMNS, squared_cost
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_steps import LOGARITHM, tree

from calcgd.render import emit
from calcgd.render.document import Column, Formula, Heading, Line, Steps, Table, View
from calcgd.render.markdown import escaped


def markdown(*blocks: object) -> str:
    out = io.StringIO()
    emit(View(blocks, dict), "markdown", out)  # type: ignore[arg-type]
    return out.getvalue()


def test_a_formula_is_code():
    assert markdown(Formula(tree("2*x - 4"))) == "`2*x - 4`\n"
    assert markdown(Formula(tree("2*x - 4"), "f'(x)")) == "`f'(x) = 2*x - 4`\n"


def test_blocks_are_apart():
    assert markdown(Heading("Slope"), Line("at {}", "note", (tree("x*y*z"),)), Formula(tree("x"))) == (
        "## Slope\n\nat `x*y*z`\n\n`x`\n"
    )


def test_a_table_is_a_pipe_table():
    assert markdown(Table(COLUMNS, squared_cost(2))) == (
        "| Run | Current x | Cost value | Derivative x Learning rate | New x |\n"
        "| ---: | ---: | ---: | ---: | ---: |\n"
        "| 1 | 5 | 25 | 2 | 3 |\n"
        "| 2 | 3 | 1 | 0.4 | 2.6 |\n"
    )


def test_pipes_and_marks_in_cells_and_titles_are_escaped():
    columns = (Column("|x| *loss*", align="left"), Column("at"))
    assert markdown(Table(columns, [("a|b_c_", tree("x*y"))])) == (
        "| \\|x\\| \\*loss\\* | at |\n| :--- | ---: |\n| a\\|b\\_c\\_ | `x*y` |\n"
    )


def test_steps_are_a_nested_list():
    assert markdown(Steps(LOGARITHM, label="f'(x)")) == (
        "- 1 **Product rule** `(f*g)' = f'*g + f*g'` with `f = log(x)`, `g = exp(x)`\n"
        "  - 1.1 `f'` **Logarithm rule**: `1/x` (x \\> 0)\n"
        "  - 1.2 `g'` **Exponential rule**: `exp(x)`\n"
        "  - so `f'(x)` = `1/x*exp(x) + log(x)*exp(x)` = `exp(x)/x + log(x)*exp(x)`\n"
    )


def test_folded_steps_are_counted():
    assert markdown(Steps(LOGARITHM, depth=1)) == "- 1 **Product rule**: `exp(x)/x + log(x)*exp(x)` (2 more inside)\n"


def test_a_sentence_is_no_list_and_no_heading():
    assert [escaped(text) for text in ("- one", "1. two", "# three", "> four", "+ five")] == [
        "\\- one",
        "1\\. two",
        "\\# three",
        "\\> four",
        "\\+ five",
    ]


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_no_mark_in_text_is_left_unescaped(text):
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_{}\[\]<>|~$#&]", escaped(text))
