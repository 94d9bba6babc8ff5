"""What a script waits for: ten thousand expressions through `calcgd diff` in one process, beside SymPy.

Run as `python tests/benchmarks/batch.py [runs]`.

SymPy gets the first 200 of the same expressions in each round (it would need minutes for all of them), in a
process that has loaded it already; calcgd's figure is the whole process, start-up included.
"""

from __future__ import annotations

import statistics
import sys
import time

import sympy
from expressions import generate
from timing import answer, calcgd, check, show

COUNT, SAMPLE = 10_000, 200
POINT = sympy.Rational(37, 100)


def main(runs: int = 5) -> None:
    """Print the table and check the sample against SymPy."""
    expressions = generate(COUNT)
    ours, theirs = [], []
    out = errors = ""
    expected: list[sympy.Expr] = []
    for _ in range(runs):
        took, out, errors, _status = answer(calcgd("diff"), stdin="\n".join(expressions) + "\n")
        ours.append(COUNT / took)
        start = time.perf_counter()
        expected = [derivative_by_sympy(expression) for expression in expressions[:SAMPLE]]
        theirs.append(SAMPLE / (time.perf_counter() - start))
    mean = sum(map(len, expressions)) / COUNT
    us, them = statistics.median(ours), statistics.median(theirs)
    rows = [
        ("calcgd diff, stdin, one process", f"{us:,.0f}", f"{us / them:.0f} x SymPy", ">= 8,000"),
        ("SymPy parse_expr + diff + str", f"{them:,.0f}", "1", ""),
    ]
    show(
        f"{COUNT:,} expressions, {mean:.0f} characters on average, median of {runs} interleaved runs",
        ("engine", "expressions/s", "ratio", "goal"),
        rows,
    )
    check(wrong_answers(expressions, out, errors, expected))


def derivative_by_sympy(expression: str) -> sympy.Expr:
    """Parse, differentiate and print, as a script with SymPy would."""
    found = sympy.diff(sympy.parse_expr(expression), sympy.Symbol("x"))
    str(found)
    return found


def wrong_answers(expressions: list[str], out: str, errors: str, expected: list[sympy.Expr]) -> list[str]:
    """Lines that are missing or whose value at one point is not that of SymPy's derivative."""
    lines = out.splitlines()
    if len(lines) != len(expressions):
        return [f"{len(lines)} lines for {len(expressions)} expressions; stderr begins {errors[:300]!r}"]
    wrong = []
    x = sympy.Symbol("x")
    for expression, line, right in zip(expressions, lines, expected, strict=False):
        mine = sympy.parse_expr(line).subs(x, POINT).evalf(20)
        theirs = right.subs(x, POINT).evalf(20)
        if mine.is_real and theirs.is_real and abs(mine - theirs) > 1e-10 * max(1, abs(theirs)):
            wrong.append(f"d/dx {expression} is {right}, not {line}")
    return wrong


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
