"""Trees as LaTeX formulas."""

from __future__ import annotations

import pytest
from expression_strategies import trees
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calcgd.errors import CalcgdError
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import Call, Node, Number, Power, Product, Sum, Symbol
from calcgd.expression.tidy import tidy
from calcgd.render.latex import latex
from calcgd.render.latex_labels import label, rule
from calcgd.render.latex_names import escaped, symbol


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("x**2 - 4*x + 6", "x^{2} - 4 x + 6"),
        ("(3*x + 1)**5*sin(x)/x", r"\frac{\left(3 x + 1\right)^{5} \sin\left(x\right)}{x}"),
        ("2*3*x", r"2 \cdot 3 x"),
        ("x*2", r"x \cdot 2"),
        ("2*(1/3)", r"2 \cdot \frac{1}{3}"),
        ("2**x*3**x", r"2^{x} \cdot 3^{x}"),
        ("2*(-3)", r"2 \left(-3\right)"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("(a + b) + c", r"\left(a + b\right) + c"),
        ("-x**2", "-x^{2}"),
        ("(-x)**2", r"\left(-x\right)^{2}"),
        ("x**y**z", "x^{y^{z}}"),
        ("(x**y)**z", r"\left(x^{y}\right)^{z}"),
        ("(x/y)**2", r"\left(\frac{x}{y}\right)^{2}"),
        ("x**(1/3)", r"x^{\frac{1}{3}}"),
        ("sqrt(x)", r"\sqrt{x}"),
        ("sqrt(x)**2", r"\left(\sqrt{x}\right)^{2}"),
        ("cbrt(x + 1)", r"\sqrt[3]{x + 1}"),
        ("exp(x + 1)", "e^{x + 1}"),
        ("exp(x)**2", r"\left(e^{x}\right)^{2}"),
        ("abs(x)**2", r"\left|x\right|^{2}"),
        ("floor(x)", r"\left\lfloor x\right\rfloor"),
        ("x!", "x!"),
        ("(x + 1)!", r"\left(x + 1\right)!"),
        ("sin(x)**2", r"\sin^{2}\left(x\right)"),
        ("sin(x)**y", r"\left(\sin\left(x\right)\right)^{y}"),
        ("sin(x)**(-1)", r"\left(\sin\left(x\right)\right)^{-1}"),
        ("log(x)", r"\ln\left(x\right)"),
        ("log2(x)**3", r"\log_{2}^{3}\left(x\right)"),
        ("sigmoid(w*x + b)", r"\sigma\left(w x + b\right)"),
        ("relu(x)", r"\operatorname{relu}\left(x\right)"),
        ("logsumexp(x, y)", r"\operatorname{logsumexp}\left(x, y\right)"),
        ("f''(x)*g(x)", r"f''\left(x\right) g\left(x\right)"),
        ("f''''(x)", r"f^{(4)}\left(x\right)"),
        ("f^(1,0)(x, y)", r"f^{(1, 0)}\left(x, y\right)"),
        ("pi*e", r"\pi e"),
        ("x if x > 0 else -x", r"\begin{cases} x & \text{if } x > 0 \\ -x & \text{otherwise} \end{cases}"),
        (
            "1 if x > 0 and y != 1 or not x <= 2 else 0",
            r"\begin{cases} 1 & \text{if } x > 0 \land y \ne 1 \lor \lnot \left(x \le 2\right)"
            r" \\ 0 & \text{otherwise} \end{cases}",
        ),
        ("learning_rate*slope", r"\mathrm{learning}_{\mathrm{rate}} \, \mathrm{slope}"),
    ],
)
def test_what_was_typed_is_set_as_mathematics(typed: str, written: str):
    assert latex(parse(typed).tree) == written


@pytest.mark.parametrize(
    ("tree", "written"),
    [
        (Power(Symbol("x"), Number(-1)), r"\frac{1}{x}"),
        (Product((Number(-2), Symbol("x"), Power(Symbol("y"), Number(-3)))), r"-\frac{2 x}{y^{3}}"),
        (Product((tidy(parse("3/2").tree), Symbol("x"))), r"\frac{3 x}{2}"),
        (Product((tidy(parse("-1/2").tree), Symbol("x"))), r"-\frac{x}{2}"),
        (Product((Number(-1), Sum((Symbol("x"), Number(1))))), r"-\left(x + 1\right)"),
        (Product((Sum((Symbol("x"), Number(1))), Power(Symbol("y"), Number(-1)))), r"\frac{x + 1}{y}"),
        (Power(Symbol("x"), tidy(parse("1/2").tree)), r"\sqrt{x}"),
        (Power(Symbol("x"), tidy(parse("1/4").tree)), r"\sqrt[4]{x}"),
        (Power(Symbol("x"), tidy(parse("2/3").tree)), r"x^{\frac{2}{3}}"),
        (Power(Symbol("x"), tidy(parse("-1/2").tree)), r"\frac{1}{\sqrt{x}}"),
        (Sum((Symbol("x"), tidy(parse("-1/2").tree))), r"x - \frac{1}{2}"),
    ],
)
def test_negative_powers_and_fractions_of_tidy_trees_are_fraction_bars_and_roots(tree: Node, written: str):
    assert latex(tree) == written


def test_decimals_are_kept_where_decimals_were_typed():
    typed = parse("0.5*x + 1/3")
    assert latex(typed.tree, typed.decimals) == r"0.5 x + \frac{1}{3}"
    assert latex(tidy(typed.tree)) == r"\frac{x}{2} + \frac{1}{3}"


def test_a_notebook_shows_a_formula():
    assert parse("x**2")._repr_latex_() == "$x^{2}$"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x", "x"),
        ("x1", "x_{1}"),
        ("w_12", "w_{12}"),
        ("theta", r"\theta"),
        ("θ", r"\theta"),
        ("Θ", r"\Theta"),
        ("theta_1", r"\theta_{1}"),
        ("w_alpha", r"w_{\alpha}"),
        ("x1_2", "x_{1,2}"),
        ("learning_rate", r"\mathrm{learning}_{\mathrm{rate}}"),
        ("_x", r"\mathrm{\_x}"),
        ("x__y", r"\mathrm{x\_\_y}"),
        ("温度", r"\text{温度}"),
    ],
)
def test_names_have_greek_letters_and_subscripts(name: str, written: str):
    assert symbol(name) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("f'(x)", r"f'\left(x\right)"),
        ("f''(pi/2)", r"f''\left(\frac{\pi}{2}\right)"),
        ("C'(w_1)", r"C'\left(w_{1}\right)"),
        ("f(x, y)", r"f\left(x, y\right)"),
        ("f^(4)(x)", r"f^{(4)}\left(x\right)"),
        ("f'(sqrt(2))", r"f'\left(\sqrt{2}\right)"),
        ("d2f/dx2(1, pi/2)", r"\frac{d^{2} f}{d x^{2}}\left(1, \frac{\pi}{2}\right)"),
        ("(f(x + h) - f(x))/h", r"\frac{f\left(x + h\right) - f\left(x\right)}{h}"),
        ("u'", "u'"),
        ("d/dx", r"\frac{d }{d x}"),
        ("dC/dw_12", r"\frac{d C}{d w_{12}}"),
        ("d2f/dx2", r"\frac{d^{2} f}{d x^{2}}"),
        ("∂f/∂theta", r"\frac{\partial f}{\partial \theta}"),
        ("slope at 2", r"\text{slope at 2}"),
    ],
)
def test_labels_are_set_as_mathematics_where_they_are(text: str, written: str):
    assert label(text) == written


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ("(u/v)' = (u'*v - u*v')/v**2", r"\left(\frac{u}{v}\right)' = \frac{u' v - u v'}{v^{2}}"),
        ("(w**n)' = n*w**(n - 1)*w'", r"\left(w^{n}\right)' = n w^{n - 1} w'"),
        ("(sin(u))' = cos(u)*u'", r"\left(\sin\left(u\right)\right)' = \cos\left(u\right) u'"),
        ("differentiate term by term", r"\text{differentiate term by term}"),
        ("(f ' = g", r"\text{(f '} = g"),
    ],
)
def test_rules_are_set_as_mathematics_with_their_primes(schema: str, written: str):
    assert rule(schema) == written


def test_every_function_of_the_table_has_a_face():
    for row in FUNCTIONS.values():
        args = [Symbol(name) for name in "xyz"[: row.arity[0]]]
        assert is_balanced(latex(Power(Call(row.name, args), Number(2))))


def is_balanced(written: str) -> bool:
    depth = 0
    plain = written.replace(r"\{", "").replace(r"\}", "")
    for character in plain:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    pairs = (r"\left", r"\right"), (r"\begin{cases}", r"\end{cases}")
    return depth == 0 and all(plain.count(opening) == plain.count(closing) for opening, closing in pairs)


@settings(deadline=None, derandomize=True)
@given(trees())
def test_braces_and_delimiters_of_any_formula_are_balanced(tree: Node):
    assert is_balanced(latex(tree))


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_escaped_text_holds_no_character_that_tex_obeys(text: str):
    assert is_balanced(escaped(text))
    bare = escaped(text)
    for harmless in (
        r"\textbackslash{}", r"\textasciicircum{}", r"\textasciitilde{}", r"\textless{}", r"\textgreater{}",
        r"\textbar{}", r"\textquotedbl{}", r"\{", r"\}", r"\$", r"\&", r"\#", r"\%", r"\_", "{-}",
    ):  # fmt: skip
        bare = bare.replace(harmless, "")
    assert not set(bare) & set('\\{}$&#%_^~<>|"')


READ_BACK = "sin cos tan exp log sqrt cbrt tanh"


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> Node:
    if depth == 0:
        return draw(st.sampled_from([Symbol("x"), Symbol("y"), Number(2), Number(3), Number(7)]))
    below = formulas(depth=depth - 1)
    return draw(
        st.one_of(
            below,
            st.builds(lambda *args: Sum(args), below, below),
            st.builds(lambda *args: Product(args), below, below),
            st.builds(lambda name, arg: Call(name, (arg,)), st.sampled_from(READ_BACK.split()), below),
            st.builds(Power, below, st.sampled_from([Number(2), Number(3), Number(-1), Number(-2)])),
        )
    )


@settings(deadline=None, derandomize=True, max_examples=150)
@given(formulas())
def test_the_language_reads_the_latex_of_a_formula_back_to_an_equal_one(tree: Node):
    try:
        tidied = tidy(tree)
    except (CalcgdError, ZeroDivisionError):
        assume(False)
        raise
    assert tidy(parse(latex(tree)).tree) is tidied
    assert tidy(parse(latex(tidied)).tree) is tidied
