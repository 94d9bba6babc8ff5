"""Machine code changes nothing: rows, ends and reasons are those of the reference kernels, whatever is passed over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from descent_cases import Case, cases

from calcgd.descent import leap
from calcgd.descent.drive import Descent, Iterate, Run
from calcgd.descent.methods import METHODS
from calcgd.descent.problem import problem_of, within
from calcgd.descent.schedules import schedule
from calcgd.descent.settings import Settings
from calcgd.expression import parse

Wanted = Callable[[int], int]

VALLEY = "(1-x)^2 + 100(y-x^2)^2"
KERNELS = [name for name, method in METHODS.items() if method.transform(0.1, Settings()).kernel]

ENDS = [
    ("x**2-4*x+6", [8.0], "gd", 0.999),  # converges slowly, to and fro
    ("x**2-4*x+6", [8.0], "gd", 1.0),  # oscillates from the first step on
    ("x**2-4*x+6", [8.0], "gd", 1.01),  # diverges slowly
    ("x**2-4*x+6", [8.0], "gd", 1e-4),  # does not get there
    (VALLEY, [-1.0, 1.0], "gd", 0.0025),  # begins to oscillate late
    (VALLEY, [-1.0, 1.0], "barzilai-borwein", 0.001),
    ("abs(x)+abs(y)", [1.0, 2.0], "gd", 0.0013),  # a cycle of rounded steps at a corner
    ("exp(x)", [1.0], "gd", 0.1),
    ("-x^2", [1e-9], "gd", 1e-3),  # runs away
    ("log(x)+x**2", [2.0], "gd", 0.001),  # leaves the domain
    ("x*log(x)", [2.0], "gd", 0.01),
    ("x**4", [2.0], "nesterov", 1e-4),
]


def descended(text: str, start: list[float], method: str, rate: float, settings: Settings, wanted: Wanted | None,
              bounds: dict[str, tuple[float, float]] | None = None) -> tuple[list[Iterate], Descent]:  # fmt: skip
    problem = problem_of(parse(text).tree)
    run = Run(within(problem, bounds) if bounds else problem, start, method, rate, settings)
    run.next_wanted = wanted
    return list(run), run.result()


def every(spacing: int) -> Wanted:
    return lambda steps: (steps // spacing + 1) * spacing


@pytest.fixture(autouse=True)
def leaps_as_soon_as_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leap, "WORTH_SECONDS", -1.0)


@pytest.mark.parametrize("steps", [300, 5000, 20000])
@pytest.mark.parametrize(("text", "start", "method", "rate"), ENDS)
def test_a_leap_ends_where_steps_end(text: str, start: list[float], method: str, rate: float, steps: int) -> None:
    settings = Settings(max_steps=steps)
    rows, end = descended(text, start, method, rate, settings, None)
    for wanted in (every(10**9), every(137)):
        leapt, there = descended(text, start, method, rate, settings, wanted)
        assert there == end
        known = {row.run: row for row in rows}
        assert all(row == known[row.run] for row in leapt)
        assert leapt[-1].run == rows[-1].run
        assert {wanted(row.run - 1) for row in rows} - {row.run for row in leapt} <= {wanted(rows[-1].run)}


@pytest.mark.parametrize("method", KERNELS)
def test_every_method_that_can_leap_takes_the_same_steps(method: str) -> None:
    settings = Settings(max_steps=3000, tolerance=0.0, schedule=schedule("cosine"), clip=2.0)
    given = (VALLEY, [-1.0, 1.0], method, 1e-3, settings)
    box = {"x": (-2.0, 0.9), "y": (0.5, float("inf"))}
    rows, end = descended(*given, None, box)
    leapt, there = descended(*given, every(1000), box)
    assert there == end
    assert leapt[-1] == rows[-1]
    assert len(leapt) < len(rows) or len(rows) < 300


@pytest.mark.slow
@pytest.mark.parametrize("method", KERNELS)
@pytest.mark.parametrize("case", cases("matrix"), ids=str)
def test_every_bit_is_the_same_on_every_problem(case: Case, method: str) -> None:
    assert case.start is not None
    given = (case.expression, list(case.start.values()), method, METHODS[method].rate / 100, Settings(max_steps=1500))
    rows, end = descended(*given, None)
    leapt, there = descended(*given, every(10**9))
    assert there == end
    assert leapt[-1] == rows[-1]


def test_a_leap_is_broken_off_when_somebody_says_so() -> None:
    run = Run(problem_of(parse(VALLEY).tree), [-1.0, 1.0], "gd", 1e-6, Settings(max_steps=10**9))
    run.next_wanted = every(10**9)
    told = []
    run.watch = lambda steps, lowest: told.append((steps, lowest)) or len(told) < 3
    *_, row = run
    assert 0 < told[0][0] < told[1][0] < told[2][0] < 10**9
    assert row.run <= told[2][0] <= row.run + 30
    assert run.result().reason.startswith(f"interrupted at step {row.run - 1}: the cost is still falling")


def test_what_has_no_machine_code_goes_on_step_by_step() -> None:
    rows, end = descended("zeta(x) + x", [3.0], "gd", 1e-4, Settings(max_steps=400), every(10**9))
    assert (len(rows), end.iterations) == (400, 400)
