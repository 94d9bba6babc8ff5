"""Over to SymPy and back: the same value at the same place, for everything the language has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from expression_strategies import points, trees_with_unknown_functions
from hypothesis import given, settings
from mpmath_oracle import close, value

from calcgd.algebra.bridge import Bridge, Untranslatable, from_sympy, to_sympy
from calcgd.expression import parse
from calcgd.expression.functions import FUNCTIONS
from calcgd.expression.nodes import INFINITY, Call, Node, Number, Power, Symbol
from calcgd.expression.text import text
from calcgd.expression.tidy import tidy

X = sympy.Symbol("x", real=True)
Y = sympy.Symbol("y", real=True)


def tree(source: str) -> Node:
    return parse(source).tree


def places(row: Any) -> list[str]:
    """Arguments, as texts, at which every function of the table but a few has a value."""
    if row.name in ("max", "min", "logsumexp"):
        return ["7/5, -1/3", "-2, 3/4, 1/2"]
    if row.arity[0] == 2:
        return ["2, 3/7", "1, 9/4"]
    return ["2/7", "-3/8", "9/5", "-11/4", "5"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_table_goes_over_and_back(name: str) -> None:
    compared = 0
    for arguments in places(FUNCTIONS[name]):
        node = tree(f"{name}({arguments})")
        variables = [Symbol(letter) for letter in "uvw"]
        call = Call(name, variables[: len(node.args)])
        there_and_back = from_sympy(to_sympy(call))
        point = {letter: number(arg) for letter, arg in zip("uvw", node.args, strict=False)}
        expected = value(call, point)
        if expected is not None:
            compared += 1
            assert close(value(there_and_back, point), expected)
    assert compared


def number(node: Node) -> Any:
    tidied = tidy(node)
    assert isinstance(tidied, Number)
    return tidied.value


@settings(deadline=None, derandomize=True, max_examples=150)
@given(trees_with_unknown_functions(), points)
def test_generated_trees_keep_their_values(node: Node, point: dict[str, Any]) -> None:
    expected = value(node, point)
    if expected is None:
        return
    returned = value(from_sympy(to_sympy(node)), point)
    assert returned is not None and close(returned, expected)


@pytest.mark.parametrize(
    ("source", "image"),
    [
        ("x**2 - 4*x + 6", X**2 - 4 * X + 6),
        ("-x/3", -X / 3),
        ("0.1", sympy.Rational(1, 10)),
        ("e^x + pi", sympy.exp(X) + sympy.pi),
        ("sqrt(x)", sympy.sqrt(X)),
        ("log(x, 2)", sympy.log(X) / sympy.log(2)),
        ("abs(x)", sympy.Abs(X)),
        ("max(x, y, 1)", sympy.Max(X, Y, 1)),
        ("step(x)", sympy.Heaviside(X)),
        ("sigmoid(x)", 1 / (1 + sympy.exp(-X))),
        ("relu(x)", sympy.Max(0, X)),
        ("leaky_relu(x)", sympy.Piecewise((X, X > 0), (X / 100, True))),
        ("elu(x, 2)", sympy.Piecewise((X, X > 0), (2 * (sympy.exp(X) - 1), True))),
        ("logsumexp(x, y)", sympy.log(sympy.exp(X) + sympy.exp(Y))),
        ("digamma(x)", sympy.polygamma(0, X)),
        ("x!", sympy.factorial(X)),
        ("1 if x < 0 and y != 2 else y", sympy.Piecewise((1, (X < 0) & sympy.Ne(Y, 2)), (Y, True))),
        ("oo", sympy.oo),
    ],
)
def test_trees_become_these_expressions(source: str, image: Any) -> None:
    assert to_sympy(tree(source)) == image


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (sympy.Rational(-3, 4), "-3/4"),
        (sympy.Float("0.5") * X, "x/2"),
        (-sympy.oo, "-oo"),
        (sympy.sqrt(X) / Y, "sqrt(x)/y"),
        (sympy.polygamma(0, X), "digamma(x)"),
        (sympy.polygamma(2, X), "polygamma(2, x)"),
        (sympy.EulerGamma, "-digamma(1)"),
        (sympy.Heaviside(X), "step(x)"),
        (sympy.Max(X, 2), "max(2, x)"),
        (sympy.sinc(X), "sinc(x)"),
        (sympy.sign(X) * sympy.Abs(X) ** sympy.Rational(1, 3), "cbrt(x)"),
        (sympy.Abs(X) ** sympy.Rational(-2, 3), "x**(-2/3)"),
        (sympy.sign(X) * sympy.Abs(X) ** sympy.Rational(5, 3) * Y, "x**(5/3)*y"),
        (
            sympy.Piecewise((X, X > 1), (2, sympy.Or(X < 0, Y >= 1)), (3, True)),
            "x if x > 1 else 2 if y >= 1 or x < 0 else 3",
        ),
        (sympy.Piecewise((X, sympy.Not(sympy.Eq(X, Y)))), "x if x != y"),
    ],
)
def test_expressions_become_these_trees(image: Any, expected: str) -> None:
    assert tidy(from_sympy(image)) is tidy(tree(expected))


@pytest.mark.parametrize(
    "image",
    [
        sympy.I,
        sympy.I * X,
        sympy.sqrt(-2),
        (-2) ** sympy.Rational(1, 3),
        sympy.zoo,
        sympy.nan,
        sympy.re(sympy.Symbol("z")),
        sympy.Integral(sympy.exp(X**2), X),
        sympy.hyper((1,), (2,), X),
        sympy.zeta(X, 3),
        sympy.Heaviside(X, sympy.Integer(1)),  # type: ignore[arg-type]
        sympy.Derivative(sympy.zeta(X), X),
        sympy.Dummy("x"),
        sympy.AccumBounds(-1, 1),
        sympy.catalan(X),
    ],
    ids=str,
)
def test_what_the_language_cannot_say_is_refused(image: Any) -> None:
    with pytest.raises(Untranslatable):
        from_sympy(image)


@pytest.mark.parametrize(
    ("source", "x", "expected"),
    [
        ("x**(1/3)", -8, -2),
        ("cbrt(x)", -8, -2),
        ("x**(2/3)", -8, 4),
        ("x**(-1/3)", -8, -0.5),
        ("x**(5/3)", -8, -32),
        ("(x + 1)**(1/5)", -33, -2),
        ("(-27)**(1/3) + x", 0, -3),
        ("log(x)**(1/3)", 1 / sympy.E, -1),
    ],
)
def test_odd_roots_of_negative_numbers_are_real_in_sympy_too(source: str, x: Any, expected: float) -> None:
    assert float(to_sympy(tree(source)).subs(X, x)) == pytest.approx(expected)


def test_the_principal_root_is_there_for_those_who_ask() -> None:
    assert to_sympy(tree("x**(2/3)"), principal=True) == X ** sympy.Rational(2, 3)
    assert from_sympy(X ** sympy.Rational(2, 3)) is Power(Symbol("x"), Number(number(tree("2/3"))))


@pytest.mark.parametrize("source", ["abs(log(x))", "sign(sqrt(x))", "abs(x**x)", "cbrt(log(x))", "abs(besselj(1, x))"])
def test_derivatives_of_sizes_hold_no_imaginary_parts(source: str) -> None:
    derivative = sympy.diff(to_sympy(tree(source)), X)
    assert not derivative.atoms(sympy.re, sympy.im, sympy.arg, sympy.Derivative)
    assert from_sympy(derivative)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f(x)", "f'(x)"),
        ("f'(x)*g(x)", "f''(x)*g(x) + f'(x)*g'(x)"),
        ("f(g(x))", "f'(g(x))*g'(x)"),
        ("f(x**2)", "2*x*f'(x**2)"),
        ("f'(g(x))", "f''(g(x))*g'(x)"),
        ("h(x, x**2)", "h^(1,0)(x, x**2) + 2*x*h^(0,1)(x, x**2)"),
        ("h^(1,0)(sin(x), y)", "cos(x)*h^(2,0)(sin(x), y)"),
    ],
)
def test_unknown_functions_have_their_chain_rule(source: str, expected: str) -> None:
    assert tidy(from_sympy(sympy.diff(to_sympy(tree(source)), X))) is tidy(tree(expected))


def test_unknown_functions_of_nested_unknown_functions_leave_no_foreign_names() -> None:
    source = tree("h^(0,1)(2*y, log(exp(x) + exp(y)))")
    derivative = from_sympy(sympy.diff(to_sympy(source), X, Y))
    assert derivative.free == {"x", "y"}


def test_an_opaque_function_stays_whole() -> None:
    bridge = Bridge(opaque=frozenset({"sigmoid"}))
    image = bridge.there(tree("sigmoid(x)*(1 - sigmoid(x))*exp(x)"))
    assert image.atoms(sympy.exp) == {sympy.exp(X)}
    assert text(tidy(bridge.back(sympy.expand(image)))) == "exp(x)*sigmoid(x) - exp(x)*sigmoid(x)**2"


@pytest.mark.parametrize("name", ["__import__('os').system('false')", "lambda", "x y", "Symbol", "1/0", "exec('1/0')"])
def test_names_are_never_read_as_code(name: str) -> None:
    image = to_sympy(Power(Symbol(name), Number(2)))
    assert image == sympy.Symbol(name, real=True) ** 2
    derivative = sympy.simplify(sympy.diff(image, sympy.Symbol(name, real=True)))
    assert tidy(from_sympy(derivative)) is tidy(parse("2*x").tree.over((Number(2), Symbol(name))))


def test_infinity_is_the_constant() -> None:
    assert from_sympy(sympy.oo) is INFINITY


@pytest.mark.parametrize("make", [lambda n: "sin(" * n + "x" + ")" * n, lambda n: "abs(" * n + "x - 1" + ")" * n])
def test_deep_trees_go_over_and_back(make: Callable[[int], str]) -> None:
    node = tree(make(400))
    assert tidy(from_sympy(to_sympy(node))) is tidy(node)
