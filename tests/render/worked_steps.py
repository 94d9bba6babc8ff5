"""Step trees written by hand, so that what is tested is how steps are shown and not which rules there are."""

from __future__ import annotations

from calcgd.calculus.steps import Step
from calcgd.expression import parse
from calcgd.expression.nodes import Node


def tree(text: str) -> Node:
    return parse(text).tree


def step(rule: str, schema: str, before: str, work: str, after: str, *substeps: Step, **more: object) -> Step:
    letters = more.pop("letters", {})
    return Step(
        rule=rule,
        schema=schema,
        before=tree(before),
        work=tree(work),
        after=tree(after),
        variable="x",
        bindings=tuple((letter, tree(text)) for letter, text in letters.items()),  # type: ignore[attr-defined]
        substeps=substeps,
        **more,  # type: ignore[arg-type]
    )


POWER = step(
    "General power rule",
    "(w**n)' = n*w**(n - 1)*w'",
    "(3*x + 1)**5",
    "5*(3*x + 1)**4*3",
    "15*(3*x + 1)**4",
    letters={"w": "3*x + 1"},
    name="f'",
)
SINE = step("Trigonometric rule", "(sin(x))' = cos(x)", "sin(x)", "cos(x)", "cos(x)", name="g'")
PRODUCT = step(
    "Product rule",
    "(f*g)' = f'*g + f*g'",
    "(3*x + 1)**5*sin(x)",
    "15*(3*x + 1)**4*sin(x) + (3*x + 1)**5*cos(x)",
    "(3*x + 1)**5*cos(x) + 15*(3*x + 1)**4*sin(x)",
    POWER,
    SINE,
    letters={"f": "(3*x + 1)**5", "g": "sin(x)"},
    name="u'",
)
IDENTITY = step("Identity rule", "(x)' = 1", "x", "1", "1", name="v'")
QUOTIENT = step(
    "Quotient rule",
    "(u/v)' = (u'*v - u*v')/v**2",
    "(3*x + 1)**5*sin(x)/x",
    "(((3*x + 1)**5*cos(x) + 15*(3*x + 1)**4*sin(x))*x - (3*x + 1)**5*sin(x))/x**2",
    "(x*((3*x + 1)**5*cos(x) + 15*(3*x + 1)**4*sin(x)) - (3*x + 1)**5*sin(x))/x**2",
    PRODUCT,
    IDENTITY,
    letters={"u": "(3*x + 1)**5*sin(x)", "v": "x"},
    note="x != 0",
)
SUM = step(
    "Sum rule",
    "differentiate term by term",
    "x**2 - 4*x",
    "2*x - 4",
    "2*x - 4",
    step("Power rule", "(x**n)' = n*x**(n - 1)", "x**2", "2*x", "2*x"),
    step("Constant multiple rule", "(c*x)' = c", "-4*x", "-4", "-4", letters={"c": "-4"}),
)
LOGARITHM = step(
    "Product rule",
    "(f*g)' = f'*g + f*g'",
    "log(x)*exp(x)",
    "1/x*exp(x) + log(x)*exp(x)",
    "exp(x)/x + log(x)*exp(x)",
    step("Logarithm rule", "(log(x))' = 1/x", "log(x)", "1/x", "1/x", name="f'", note="x > 0"),
    step("Exponential rule", "(exp(x))' = exp(x)", "exp(x)", "exp(x)", "exp(x)", name="g'"),
    letters={"f": "log(x)", "g": "exp(x)"},
)
CHAIN = step(
    "Chain rule",
    "(sin(u))' = cos(u)*u'",
    "sin(3*x + 1)",
    "cos(3*x + 1)*3",
    "3*cos(3*x + 1)",
    step("Linear rule", "(a*x + b)' = a", "3*x + 1", "3", "3", name="u'"),
    letters={"u": "3*x + 1"},
)
SIMPLIFIED = step(
    "Simplify: factor out (3*x + 1)**4",
    "",
    "(x*((3*x + 1)**5*cos(x) + 15*(3*x + 1)**4*sin(x)) - (3*x + 1)**5*sin(x))/x**2",
    "(3*x + 1)**4*((3*x**2 + x)*cos(x) + (12*x - 1)*sin(x))/x**2",
    "(3*x + 1)**4*((3*x**2 + x)*cos(x) + (12*x - 1)*sin(x))/x**2",
)
