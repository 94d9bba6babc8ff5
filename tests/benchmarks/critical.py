"""Critical points: whole processes beside SymPy, and the zeros of a transcendental derivative in this process.

Run as `python tests/benchmarks/critical.py [runs]`.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from fractions import Fraction

from timing import answer, calcgd, check, interleaved, python, show

SYSTEMS = {
    "Himmelblau": ("(x**2+y-11)**2 + (x+y**2-7)**2", 9),
    "six-hump camel": ("(4 - 21*x**2/10 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2", 15),
}
NONLINSOLVE = (
    "from sympy import nonlinsolve, parse_expr, symbols\n"
    "x, y = symbols('x y', real=True); f = parse_expr({0!r}, {{'x': x, 'y': y}})\n"
    "print(len(nonlinsolve([f.diff(x), f.diff(y)], [x, y])))"
)

DEGREE, SEED = 100, 7
REAL_ROOTS = (
    "from sympy import Poly, parse_expr, real_roots\n"
    "print(len([root.evalf() for root, _ in real_roots(Poly(parse_expr({0!r}).diff()), multiple=False)]))"
)

WAVES, LOW, HIGH, ZEROS = "sin(3*x)*exp(-x/8) + x**2/20 - cos(x**2/4)", Fraction(-8), Fraction(8), 16


def main(runs: int = 5) -> None:
    """Print the tables and check the answers."""
    wrong = []
    cases = [
        (name, text, count, NONLINSOLVE.format(text), "SymPy nonlinsolve") for name, (text, count) in SYSTEMS.items()
    ]
    degree, text = polynomial(), f"polynomial of degree {DEGREE}"
    cases.append((text, degree, 0, REAL_ROOTS.format(degree), "SymPy real_roots"))
    rows = []
    for name, expression, count, code, peer in cases:
        commands = {name: calcgd("critical", expression, "--json"), peer: python(code)}
        seconds = interleaved(commands, runs)
        found = json.loads(answer(commands[name])[1])
        theirs = int(answer(commands[peer])[1])
        if not (found["complete"] and len(found["points"]) == theirs == (count or theirs)):
            wrong.append(f"{name}: {len(found['points'])} points, {peer} {theirs}, complete: {found['complete']}")
        ratio = f"{seconds[name] / seconds[peer]:.2f} x {peer}"
        rows.append((name, f"{seconds[name] * 1000:.0f}", f"{seconds[peer] * 1000:.0f}", ratio, "<= 0.50"))
    show(f"whole processes, median of {runs} interleaved runs", ("function", "ms", "peer ms", "ratio", "goal"), rows)
    took, count = isolated(10 * runs)
    if count != ZEROS:
        wrong.append(f"{WAVES}: {count} zeros of the derivative, not {ZEROS}")
    goals = ("zeros of the derivative", "ms", "goal")
    show(f"{WAVES} on [{LOW}, {HIGH}], in process", goals, [(f"{count} proved", f"{took * 1000:.1f}", "<= 20")])
    check(wrong)


def polynomial() -> str:
    """An integer polynomial with coefficients of two digits, always the same."""
    draw = random.Random(SEED)
    return " + ".join(f"({draw.randint(-99, 99) or 1})*x**{power}" for power in range(DEGREE, 0, -1))


def isolated(runs: int) -> tuple[float, int]:
    """Median seconds to prove all zeros of the derivative, and how many there are."""
    from calcgd.calculus.derivative import derive
    from calcgd.expression import parse
    from calcgd.numeric.isolate import isolate

    tree = parse(WAVES).tree
    slope = derive(tree, "x")
    bend = derive(slope, "x")
    taken, count = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        found = isolate(slope, bend, "x", LOW, HIGH)
        taken.append(time.perf_counter() - start)
        count = len(found.zeros) if not found.undecided else -1
    return statistics.median(taken), count


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
