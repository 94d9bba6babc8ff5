"""The loop as its users see it: rows as they come, a result at any time, and wrong input refused."""

from itertools import islice
from math import isnan

import pytest
from descent_problems import BOWL, LOGARITHM, PARABOLA, one_variable

from calcgd.descent.drive import Run, descend
from calcgd.descent.problem import Problem
from calcgd.descent.settings import Settings
from calcgd.descent.stopping import Status
from calcgd.errors import BadInput


def test_rows_come_one_by_one_and_the_result_can_be_asked_for_in_between():
    run = Run(PARABOLA, [8], rate=0.1)
    first = list(islice(run, 3))
    assert [row.run for row in first] == [1, 2, 3]
    cut_short = run.result()
    assert (cut_short.status, cut_short.iterations) == (Status.STEP_LIMIT, 2)
    assert cut_short.reason.startswith("interrupted at step 2: the cost is still falling")
    assert next(iter(run)).run == 4


def test_an_interrupted_run_still_tells_what_it_has():
    def interrupted(x):
        if x[0] < 5:
            raise KeyboardInterrupt
        return x[0] ** 2, (2 * x[0],)

    run = Run(Problem(("x",), lambda x: x[0] ** 2, interrupted), [8], rate=0.1)
    with pytest.raises(KeyboardInterrupt):
        list(run)
    assert run.result().point == pytest.approx((5.12,))


def test_a_run_not_begun_has_its_start_as_the_result():
    result = Run(PARABOLA, [8]).result()
    assert (result.iterations, result.point, result.value) == (0, (8.0,), 38.0)


def test_the_path_is_kept_only_when_asked_for():
    kept = descend(PARABOLA, [8], rate=0.5, settings=Settings(keep_path=True))
    assert [row.x for row in kept.path] == [(8.0,), (2.0,)]
    assert descend(PARABOLA, [8], rate=0.5).path == ()


def test_max_steps_counts_updates_and_each_has_its_row():
    run = Run(BOWL, [0, 0], rate=0.01, settings=Settings(max_steps=7))
    table = list(run)
    assert len(table) == run.result().iterations == 7
    assert table[-1].new_x == run.result().point


def test_no_steps_at_all_judge_the_start():
    result = descend(PARABOLA, [8], settings=Settings(max_steps=0))
    assert (result.status, result.point) == (Status.STEP_LIMIT, (8.0,))


def test_the_step_is_the_rate_times_the_gradient_and_is_what_is_subtracted():
    for row in islice(Run(BOWL, [0, 0], rate=0.01), 20):
        assert row.step is not None
        assert row.step == tuple(0.01 * g for g in row.gradient)
        assert row.new_x == tuple(x - s for x, s in zip(row.x, row.step, strict=True))


def test_the_value_of_a_descent_that_never_began_is_not_a_number():
    result = descend(LOGARITHM, [-1])
    assert isnan(result.value) and isnan(result.gradient_norm)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": [1, 2]}, "2 start values for 1 variable (x)"),
        ({"start": [float("nan")]}, "the start value of x must be a finite number: nan"),
        ({"method": "sgd"}, "there is no method called 'sgd'"),
        ({"rate": 0.0}, "the learning rate must be a positive number: 0"),
        ({"rate": -0.1}, "the learning rate must be a positive number: -0.1"),
        ({"rate": float("nan")}, "the learning rate must be a positive number: nan"),
        ({"rate": float("inf")}, "the learning rate must be a positive number: inf"),
    ],
)
def test_input_that_cannot_be_meant_is_refused(options, message):
    with pytest.raises(BadInput) as problem:
        descend(**({"problem": PARABOLA, "start": [8]} | options))
    assert problem.value.message == message


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"max_steps": -1}, "the number of steps cannot be negative: -1"),
        ({"tolerance": -1e-6}, "the tolerance must be a number that is not negative: -1e-06"),
        ({"step_tolerance": float("nan")}, "the step tolerance must be a number that is not negative: nan"),
        ({"momentum": 1.0}, "the momentum must be at least 0 and less than 1: 1"),
        ({"target_cost": float("inf")}, "the target cost must be a finite number: inf"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(settings, message):
    with pytest.raises(BadInput) as problem:
        Settings(**settings)
    assert problem.value.message == message


def test_newton_needs_second_derivatives():
    with pytest.raises(BadInput, match="Newton-Raphson needs second derivatives"):
        descend(one_variable(lambda x: x, lambda x: 1.0), [1], "newton")
