"""Descents beside SciPy, numba, jax and gcc: what is solved, how long whole processes take, how much memory they need.

Run as `python tests/benchmarks/descents.py [--peers PYTHON] [--runs N] [--only SECTION ...]`. PYTHON is an interpreter
that can import the peers, this one if not given; what it cannot import is left out and said to be.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from math import isclose
from pathlib import Path

import descent_peers as peers
from descent_peers import PARABOLA, ROSENBROCK, Descent
from descent_solved import solved
from timing import Command, answer, calcgd, check, has, interleaved, show

SHORT, MANY, MORE, MOST = 137, 10**7, 10**8, 10**9
RATE, TINY_RATE = "1e-7", "1e-9"
"""Small enough that no descent converges before its steps are made: in 10**7 of them, in 10**9."""

HIMMELBLAU = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
NEVER = "600"


def ours(descent: Descent, rate: str, steps: int, *more: str) -> list[str]:
    """The command line of the descent."""
    start = f"--x0={','.join(descent.start)}"
    steps_made = ("--max-steps", str(steps), "--timeout", NEVER, "--quiet")
    return calcgd("descend", descent.expression, "--lr", rate, start, *steps_made, *more)


def long_runs(python: str, runs: int) -> list[str]:
    """10**7 steps, every 1000th iterate written out."""
    wrong = []
    for descent in (PARABOLA, ROSENBROCK):
        csv = ours(descent, RATE, MANY, "--every", str(peers.EVERY), "--digits", "17", "--format", "csv")
        commands: dict[str, Command] = {"calcgd": csv, "calcgd, the end only": ours(descent, RATE, MANY, "--json")}
        for name, program in (("numba", peers.by_numba), ("jax", peers.by_jax)):
            if has(python, name):
                commands[name] = [python, "-c", program(descent, RATE, MANY)]
        commands["gcc -O3"] = [python, "-c", peers.by_ctypes(descent, RATE, MANY)]
        seconds = interleaved(commands, runs)
        goals = {"numba": "<= 0.25", "jax": "<= 0.25", "gcc -O3": "<= 1.30"}
        rows = [
            (
                name,
                f"{took * 1000:.0f}",
                *(f"{seconds[way] / took:.2f}" for way in list(commands)[:2]),
                goals.get(name, ""),
            )
            for name, took in seconds.items()
        ]
        header = ("way", "ms", "calcgd / it", "the end only / it", "goal")
        show(f"{descent.name}, {MANY:,} steps, median of {runs} interleaved runs", header, rows)
        made = answer(csv)[1].splitlines()[2:]
        exact = answer([sys.executable, "-c", peers.by_ctypes(descent, RATE, MANY)])[1].splitlines()[1:]
        if len(made) != len(exact) or not all(map(same_point, made, exact)):
            wrong.append(f"{descent.name}: the iterates are not those of gcc")
    return wrong


def same_point(row: str, line: str) -> bool:
    """Whether a row of a table tells of as many steps as a line, and ends in the same coordinates but for rounding."""
    wanted, found = ([float(cell) for cell in text.split(",")] for text in (line, row))
    return all(isclose(*pair, rel_tol=1e-9) for pair in zip(wanted, [found[0], *found[1 - len(wanted) :]], strict=True))


def short_run(python: str, runs: int) -> list[str]:
    """The few steps until the gradient is small enough."""
    command = calcgd("descend", PARABOLA.expression, "--lr", "0.0562", "--x0", "8", "--json")
    commands: dict[str, Command] = {"calcgd": command}
    if has(python, "scipy"):
        commands["scipy minimize"] = [python, "-c", peers.SCIPY_DEFAULT]
        commands["scipy BFGS"] = [python, "-c", peers.SCIPY_BFGS]
    seconds = interleaved(commands, runs)
    rows = [
        (name, f"{took * 1000:.0f}", f"{seconds['calcgd'] / took:.2f}", "<= 0.20" if name != "calcgd" else "")
        for name, took in seconds.items()
    ]
    show(
        f"{SHORT} steps until the gradient is small, median of {runs} interleaved runs",
        ("way", "ms", "calcgd / it", "goal"),
        rows,
    )
    found = json.loads(answer(command)[1])
    right = found["status"] == "converged" and found["iterations"] == SHORT
    return [] if right else [f"a short descent: {found['iterations']} steps, {found['reason']}"]


def per_step(python: str, runs: int) -> list[str]:
    """Nanoseconds a step: the difference of 10**8 and 10**7 of them, beside C."""
    rows = []
    for descent in (PARABOLA, ROSENBROCK):
        with tempfile.TemporaryDirectory() as folder:
            source, program = Path(folder, "descend.c"), str(Path(folder, "descend"))
            source.write_text(peers.c_program(descent, TINY_RATE), encoding="utf-8")
            exact = ("-O3", "-march=native", "-ffp-contract=off")
            subprocess.run(["gcc", *exact, "-o", program, str(source), "-lm"], check=True)
            commands: dict[str, Command] = {}
            for steps in (MANY, MORE):
                commands[f"calcgd {steps}"] = ours(descent, TINY_RATE, steps, "--json")
                commands[f"C {steps}"] = [program, str(steps)]
            seconds = interleaved(commands, runs)
        took = {way: (seconds[f"{way} {MORE}"] - seconds[f"{way} {MANY}"]) / (MORE - MANY) for way in ("calcgd", "C")}
        nanoseconds = (f"{took[way] * 1e9:.2f}" for way in ("calcgd", "C"))
        rows.append((descent.name, *nanoseconds, f"{took['calcgd'] / took['C']:.2f}", "<= 1.15"))
    header = ("descent", "calcgd ns", "C ns", "ratio", "goal")
    show(f"a step, from {MORE:,} less {MANY:,}, median of {runs} interleaved runs", header, rows)
    return []


def many_variables(python: str, runs: int) -> list[str]:
    """The gradient of the extended Rosenbrock function of 1000 variables: from text to the first value."""
    from calcgd.descent.problem import as_problem

    names = [f"x{index:04}" for index in range(1, 1001)]
    text = " + ".join(f"100*({after} - {name}**2)**2 + (1 - {name})**2" for name, after in pairwise(names))
    taken, wrong = [], []
    for _ in range(runs):
        begin = time.perf_counter()
        gradient = as_problem(text).value_and_gradient([2.0] * len(names))[1]
        taken.append(time.perf_counter() - begin)
        if list(gradient) != [1602.0, *[1202.0] * 998, -400.0]:
            wrong.append("the gradient of 1000 variables is not 1602, 1202, ..., 1202, -400")
    command = calcgd("descend", text, f"--x0={','.join(['2'] * len(names))}", "--max-steps", "0", "--json")
    whole = interleaved({"calcgd": command}, runs)["calcgd"]
    rows = [
        ("in this process, the first time", f"{taken[0]:.2f}", "<= 0.50"),
        ("in this process, median", f"{statistics.median(taken):.2f}", "<= 0.50"),
        ("whole process: calcgd descend --max-steps 0", f"{whole:.2f}", ""),
    ]
    show("gradient of 1000 variables, from text to the first value", ("way", "s", "goal"), rows)
    return wrong


def many_starts(python: str, runs: int) -> list[str]:
    """1000 starts of 10,000 steps each on Himmelblau's function, none of which converges before."""
    box = ("--bounds", "x=-5..5,y=-5..5", "--starts", "1000", "--max-steps", "10000")
    command = calcgd("descend", HIMMELBLAU, *box, "--method", "gd", "--lr", "1e-6", "--json")
    took = interleaved({"calcgd": command}, runs)["calcgd"]
    show("1000 starts x 10,000 steps, Himmelblau", ("way", "s", "goal"), [("calcgd", f"{took:.2f}", "<= 0.50")])
    ended = json.loads(answer(command)[1])["ended"]
    return [] if ended == {"step-limit": 1000} else [f"many starts: {ended}"]


def memory(python: str, runs: int) -> list[str]:
    """The most memory a process has had after 10**6, 10**8 and 10**9 steps."""
    rows, most = [], []
    for steps in (10**6, MORE, MOST):
        started = subprocess.Popen(ours(PARABOLA, TINY_RATE, steps, "--json"), stdout=subprocess.DEVNULL)
        _, _, usage = os.wait4(started.pid, 0)
        most.append(usage.ru_maxrss)
        rows.append((f"{steps:,}", f"{usage.ru_maxrss / 1024:.0f}"))
    show("peak memory", ("steps", "MiB"), rows)
    return [] if most[-1] < 1.1 * most[0] else ["memory grows with the number of steps"]


SECTIONS: dict[str, Callable[[str, int], list[str]]] = {
    "solved": lambda python, runs: solved(python) if has(python, "scipy") else [],
    "long": long_runs,
    "short": short_run,
    "step": per_step,
    "variables": many_variables,
    "starts": many_starts,
    "memory": memory,
}


def main() -> None:
    """Print the tables and check the answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--peers", default=sys.executable, metavar="PYTHON", help="an interpreter with scipy, numba, jax"
    )
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="rounds of every comparison")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="SECTION")
    given = parser.parse_args()
    check([line for name in given.only for line in SECTIONS[name](given.peers, given.runs)])


if __name__ == "__main__":
    main()
