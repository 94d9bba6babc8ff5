"""`calcgd descend --explain` and `--maximize`: what is told of a descent, about the function that was typed."""

from __future__ import annotations

import json
from collections.abc import Callable

from conftest import Ran

Run = Callable[..., Ran]


def test_an_explained_parabola_tells_rates_iterates_and_pace(run: Run) -> None:
    ran = run("descend", "x^2 - 4x + 6", "--lr", "0.7", "--x0", "8", "--explain", "--json")
    assert json.loads(ran.out)["diagnosis"][:3] == [
        "The second derivative is 2 everywhere.",
        "Gradient descent is stable for learning rates below 2/2 = 1; the fastest is 1/2 = 0.5, with which one step is "
        "enough.",
        "In exact arithmetic the iterates are x_k = 2 + 6*(-0.4)^k.",
    ]


def test_other_minima_in_reach_are_told(run: Run) -> None:
    ran = run("descend", "x^4 - 2x^2 + x/4", "--lr", "0.05", "--x0", "1.5", "--explain", "--json")
    assert json.loads(ran.out)["diagnosis"][-1] == (
        "The answer depends on the start: from others nearby, descents come to rest at the minimum x = -1.0299 (cost "
        "-1.25379, which is lower)."
    )


def test_a_target_uphill_is_a_value_to_be_reached_from_below(run: Run) -> None:
    ran = run("descend", "4x - x^2", "--maximize", "--lr", "0.1", "--x0", "0", "--target-cost", "3", "--json")
    found = json.loads(ran.out)
    assert (found["status"], found["iterations"]) == ("target-reached", 4)
    assert found["reason"] == "the value 3.32891 at x = 1.1808 is above its target 3"
