"""Derivatives and gradients as the library gives them: orders, variables, and what is refused."""

from __future__ import annotations

import pytest

from calcgd.calculus.derivative import derive, differentiate
from calcgd.calculus.gradient import gradient
from calcgd.errors import BadInput, CalcgdError
from calcgd.expression import parse
from calcgd.expression.text import text


@pytest.mark.parametrize(
    ("source", "order", "derivative"),
    [
        ("x^3", 1, "3*x**2"),
        ("x^3", 3, "6"),
        ("x^3", 4, "0"),
        ("sin(x)", 4, "sin(x)"),
        ("exp(2x)", 5, "32*exp(2*x)"),
        ("sin(x)*exp(x)", 20, "-1024*exp(x)*sin(x)"),
        ("log(x)", 5, "24/x**5"),
        ("f(x)", 5, "f'''''(x)"),
        ("x^x", 2, "x**(x - 1) + x**x*(log(x) + 1)**2"),
        ("7", 1, "0"),
        ("y^2", 2, "2"),
    ],
)
def test_a_derivative_of_any_order_by_the_only_variable(source: str, order: int, derivative: str) -> None:
    result = differentiate(source, order=order)
    assert text(result.derivative) == derivative
    assert (result.order, result.value, result.steps) == (order, None, ())


def test_text_tree_and_expression_are_all_taken() -> None:
    parsed = parse("x**2*y")
    results = [differentiate(given, "y") for given in ("x**2*y", parsed, parsed.tree)]
    assert [str(result.derivative) for result in results] == ["x**2"] * 3
    assert [result.expression.tree for result in results] == [parsed.tree] * 3


def test_the_order_of_the_variables_does_not_matter() -> None:
    tree = parse("x^3*sin(y)*exp(x*y)").tree
    assert derive(derive(tree, "x"), "y").free == derive(derive(tree, "y"), "x").free == {"x", "y"}
    assert derive(tree, "z") is parse("0").tree


@pytest.mark.parametrize(
    ("call", "message", "hint"),
    [
        (lambda: differentiate("x*y"), "the expression has the variables x and y",
         "say which one to differentiate by: --wrt x"),
        (lambda: differentiate("a*b*c"), "the expression has the variables a, b and c",
         "say which one to differentiate by: --wrt a"),
        (lambda: differentiate("x", order=0), "the order of a derivative is a whole number from 1 to 100, not 0", None),
        (lambda: differentiate("x", order=101), "the order of a derivative is a whole number from 1 to 100, not 101",
         None),
        (lambda: differentiate("x*oo"), "infinity is not a number", "oo can stand only where a limit is taken"),
        (lambda: differentiate("x*y", "x", at={"x": parse("1").tree}), "the point leaves out y", "add y=..."),
        (lambda: gradient("3"), "the expression has no variables, so it has no gradient", "its derivative is 0"),
        (lambda: gradient("x*y", at={"x": parse("1").tree}), "the point leaves out y", "add y=..."),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(call, message: str, hint: str | None) -> None:
    with pytest.raises(BadInput) as caught:
        call()
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_mistake_in_the_text_is_told_as_by_parse() -> None:
    for take in (differentiate, gradient):
        with pytest.raises(CalcgdError, match="the expression ends too early"):
            take("3 +")


def test_a_gradient_is_by_all_variables_in_alphabetical_order() -> None:
    found = gradient("x^2*y + x*y*z + z^2")
    assert found.variables == ("x", "y", "z")
    assert [text(partial) for partial in found.gradient] == ["2*x*y + y*z", "x**2 + x*z", "x*y + 2*z"]
    assert (found.at, found.values, found.norm, found.hessian) == (None, (), None, ())


def test_a_gradient_may_be_by_some_variables_in_their_order() -> None:
    found = gradient("x^2*y + x*y*z", ["z", "x"])
    assert [text(partial) for partial in found.gradient] == ["x*y", "2*x*y + y*z"]


def test_a_hessian_has_a_row_for_each_variable() -> None:
    found = gradient("x^2*y + sin(y)", hessian=True)
    assert [[text(entry) for entry in row] for row in found.hessian] == [["2*y", "2*x"], ["2*x", "-sin(y)"]]
    assert found.hessian_values == ()


def test_a_gradient_may_be_worked_out() -> None:
    found = gradient("w*x + b", ["w", "b"], steps=True)
    assert [step.variable for step in found.steps] == ["w", "b"]
    assert [check.status for check in found.checks] == ["proved", "proved"]
