"""Documents as LaTeX."""

from __future__ import annotations

import io

from descent_tables import COLUMNS, squared_cost
from worked_steps import CHAIN, LOGARITHM, tree

from calcgd.render import emit
from calcgd.render.document import Column, Exact, Formula, Heading, Line, Steps, Table, View


def latex(*blocks: object, decimals: bool = False) -> str:
    out = io.StringIO()
    emit(View(blocks, dict), "latex", out, decimals)  # type: ignore[arg-type]
    return out.getvalue()


def test_an_answer_that_is_a_formula_is_only_the_formula():
    assert latex(Formula(tree("2*x - 4"))) == "2 x - 4\n"


def test_the_parts_of_a_gradient_are_a_line_each_under_their_captions():
    parts = [Formula(tree("2*x*y"), caption="∂f/∂x"), Formula(tree("x**2"), caption="∂f/∂y")]
    assert latex(*parts) == (
        "\\frac{\\partial f}{\\partial x} = 2 x y\n"
        "\\frac{\\partial f}{\\partial y} = x^{2}\n"
    )  # fmt: skip


def test_beside_other_blocks_formulas_are_displayed():
    line = Line("at {}: 100%", "note", (tree("x"),))
    assert latex(Heading("Slope & value"), Formula(tree("2*x"), "f'(x)"), line) == (
        "\\subsection*{Slope \\& value}\n"
        "\\[ f'\\left(x\\right) = 2 x \\]\n"
        "at $x$: 100\\%\n"
        "\n"
    )  # fmt: skip


def test_steps_are_rows_of_one_alignment():
    assert latex(Steps(CHAIN, label="f'(x)")) == (
        "\\begin{align*}\n"
        "& \\text{1}\\quad \\text{Chain rule}\\quad \\left(\\sin\\left(u\\right)\\right)' = \\cos\\left(u\\right) u'"
        "\\quad u = 3 x + 1\\quad u' = 3"
        "\\quad \\Rightarrow f'\\left(x\\right) = \\cos\\left(3 x + 1\\right) \\cdot 3"
        " = 3 \\cos\\left(3 x + 1\\right)\n"
        "\\end{align*}\n"
    )


def test_steps_within_steps_are_indented_and_end_in_their_result():
    rows = latex(Steps(LOGARITHM, label="f'(x)")).splitlines()
    assert rows[2:] == [
        r"& \quad \text{1.1}\quad f'\quad \text{Logarithm rule}\quad \Rightarrow \frac{1}{x}"
        r"\quad \text{(x \textgreater{} 0)} \\",
        r"& \quad \text{1.2}\quad g'\quad \text{Exponential rule}\quad \Rightarrow e^{x} \\",
        r"& \quad \Rightarrow\quad f'\left(x\right) = \frac{1}{x} e^{x} + \ln\left(x\right) e^{x}"
        r" = \frac{e^{x}}{x} + \ln\left(x\right) e^{x}",
        r"\end{align*}",
    ]


def test_a_table_is_a_tabular_with_its_numbers_rounded():
    assert latex(Table(COLUMNS, squared_cost(2))) == (
        "\\begin{tabular}{rrrrr}\n"
        "Run & Current x & Cost value & Derivative x Learning rate & New x \\\\\n"
        "\\hline\n"
        "$1$ & $5$ & $25$ & $2$ & $3$ \\\\\n"
        "$2$ & $3$ & $1$ & $0.4$ & $2.6$ \\\\\n"
        "\\end{tabular}\n"
    )


def test_cells_of_every_kind_are_set():
    columns = (Column("Kind", align="left"), Column("Value"))
    rows = [("a_b", 1.5e-7), ("step", -1e-8), ("[x]", Exact(tree("3/2"), 1.5)), (None, float("inf"))]
    assert latex(Table(columns, rows)).splitlines()[3:7] == [
        r"a\_b & $1.5 \cdot 10^{-7}$ \\",
        r"step & $-10^{-8}$ \\",
        r"{}[x] & $\frac{3}{2}$ \\",
        r" & inf \\",
    ]


def test_hostile_text_is_only_text():
    hostile = r"\input{/etc/passwd} $x$ % & # _ ^ ~ {"
    assert latex(Line(hostile)).splitlines()[0] == (
        r"\textbackslash{}input\{/etc/passwd\} \$x\$ \% \& \# \_ \textasciicircum{} \textasciitilde{} \{"
    )
