"""How many standard problems are solved, beside SciPy from the same starts, and who claims success where none is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from timing import show

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from descent_cases import Case, cases  # noqa: E402

TRAPS = {"exp(x)": [0.0], "1/x": [1.0], "x**3": [0.0], "x**2 - y**2": [0.0, 0.0]}
"""Costs without a minimum, and starts from which SciPy says success all the same."""

_SCIPY = """
import json, sys, warnings
import numpy as np
from scipy.optimize import minimize
from calcgd.descent.problem import problem_of
from calcgd.expression import parse
warnings.simplefilter("ignore")
for line in sys.stdin:
    text, names, start, method = json.loads(line)
    problem = problem_of(parse(text).tree, names)
    slope = (lambda x: np.array(problem.value_and_gradient(x.tolist())[1])) if method else None
    end = minimize(lambda x: problem.value(x.tolist()), start, jac=slope, method=method)
    print(json.dumps([float(end.fun), bool(end.success)]))
"""


class End(NamedTuple):
    """The value at which a way ended, and whether it says that this is a minimum."""

    value: float
    success: bool


class Problem(NamedTuple):
    """A cost, its variables and a start; `case` is None for a trap."""

    expression: str
    names: tuple[str, ...]
    start: list[float]
    case: Case | None


def solved(python: str) -> list[str]:
    """Print the counts; answer with what is wrong about ours."""
    problems = [
        Problem(case.expression, case.variables, list((case.start or {}).values()), case) for case in cases("smooth")
    ]
    problems += [Problem(text, ("x", "y")[: len(start)], start, None) for text, start in TRAPS.items()]
    ways = {
        "calcgd auto": [by_auto(problem) for problem in problems],
        "scipy minimize": by_scipy(python, problems, None),
        "scipy BFGS, our gradient": by_scipy(python, problems, "BFGS"),
    }
    rows, wrong = [], []
    for way, ends in ways.items():
        outcomes = list(zip(problems, ends, strict=True))
        right = [problem for problem, end in outcomes if problem.case and problem.case.solved(end.value)]
        false = [problem for problem, end in outcomes if end.success and problem not in right]
        traps = [problem.expression for problem in false if problem.case is None]
        others = len(false) - len(traps)
        rows.append((way, f"{len(right)} of {len(problems) - len(TRAPS)}", str(others), ", ".join(traps) or "none"))
        if way == "calcgd auto":
            missed = [str(problem.case) for problem in problems if problem.case and problem not in right]
            wrong += [f"{name} is not solved" for name in missed] if len(missed) > 1 else []
            wrong += [f"a minimum is claimed where there is none: {text}" for text in traps]
    header = ("way", "solved", "other ends called success", "traps called success")
    show("problems of Moré, Garbow and Hillstrom, to 1e-8 of a known minimum", header, rows)
    return wrong


def by_auto(problem: Problem) -> End:
    """What `--method auto` comes to; success means that it claims a minimum."""
    from calcgd.descent.auto import attempts
    from calcgd.descent.curvature import PointKind
    from calcgd.descent.problem import problem_of
    from calcgd.descent.settings import Settings
    from calcgd.expression import parse

    cost = problem_of(parse(problem.expression).tree, problem.names)
    run = None
    for _, run in attempts(cost, problem.start, None, Settings()):
        for _ in run:
            pass
    assert run is not None
    end = run.result()
    return End(end.value, end.point_kind is PointKind.MINIMUM)


def by_scipy(python: str, problems: Sequence[Problem], method: str | None) -> list[End]:
    """What SciPy comes to on the same kernels, in its own interpreter."""
    lines = [json.dumps([problem.expression, problem.names, problem.start, method]) for problem in problems]
    done = subprocess.run(
        [python, "-c", _SCIPY], input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=True, cwd=TESTS.parent
    )
    return [End(*json.loads(line)) for line in done.stdout.splitlines()]
