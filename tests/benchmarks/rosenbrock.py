"""A gradient of many variables: the extended Rosenbrock function of 100 variables, whole process.

Run as `python tests/benchmarks/rosenbrock.py [runs]`.
"""

from __future__ import annotations

import sys
from itertools import pairwise

from timing import answer, calcgd, check, interleaved, python, show

VARIABLES = 100
OURS, SYMPY = f"calcgd grad, {VARIABLES} variables", "SymPy, the same gradient"


def extended_rosenbrock(variables: int) -> str:
    """The sum over i of 100*(x_{i+1} - x_i**2)**2 + (1 - x_i)**2, as text."""
    names = [f"x{index:03}" for index in range(1, variables + 1)]
    return " + ".join(f"100*({after} - {name}**2)**2 + (1 - {name})**2" for name, after in pairwise(names))


def main(runs: int = 5) -> None:
    """Print the table and check every partial derivative."""
    text = extended_rosenbrock(VARIABLES)
    by_sympy = (
        "from sympy import diff, symbols, Add\n"
        f"x = symbols('x001:{VARIABLES + 1}')\n"
        "f = Add(*(100*(b - a**2)**2 + (1 - a)**2 for a, b in zip(x, x[1:])))\n"
        "print(*(diff(f, a) for a in x), sep='\\n')\n"
    )
    ours = calcgd("grad", text)
    seconds = interleaved({OURS: ours, SYMPY: python(by_sympy)}, runs)
    goals = {OURS: "< 1000"}
    rows = [
        (name, f"{took * 1000:,.0f}", f"{took / seconds[SYMPY]:.3f} x SymPy", goals.get(name, ""))
        for name, took in seconds.items()
    ]
    show(f"gradient, median of {runs} interleaved runs", ("command", "ms", "ratio", "goal ms"), rows)
    check(wrong_answers(answer(ours)[1].splitlines()))


def wrong_answers(lines: list[str]) -> list[str]:
    """Partial derivatives that are not those worked out by hand, in the order x001, x002, ..., x100."""
    import sympy

    if len(lines) != VARIABLES:
        return [f"{len(lines)} lines for {VARIABLES} partial derivatives"]
    x = sympy.symbols([f"x{index:03}" for index in range(1, VARIABLES + 1)])
    wrong = []
    for index, line in enumerate(lines):
        right = sympy.Integer(0)
        if index + 1 < VARIABLES:
            right += -400 * x[index] * (x[index + 1] - x[index] ** 2) - 2 * (1 - x[index])
        if index:
            right += 200 * (x[index] - x[index - 1] ** 2)
        if sympy.expand(sympy.parse_expr(line) - right) != 0:
            wrong.append(f"partial derivative by {x[index]}: {line}")
    return wrong


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
