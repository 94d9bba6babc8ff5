"""Which method to take for a cost, and which one after a descent that did not end at a minimum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import Descent, Run
from calcgd.descent.methods import METHODS
from calcgd.descent.problem import Problem
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.structure import kinks
from calcgd.descent.trust_region import lost_in_rounding
from calcgd.descent.wording import words
from calcgd.errors import listed

_WITHOUT_SLOPES = ("golden-section", "nelder-mead")
"""What compares costs alone, for one variable and for more."""

_MOST_FOR_HESSIANS = 20
_MOST_FOR_MATRICES = 100
_MOST_FOR_SIMPLEXES = 10
_TRUST_REGION_STEPS = 500
"""A trust region that has made so many steps follows a valley that has no end, or none that it finds soon."""


class Choice(NamedTuple):
    """A method to try and why, in a sentence.

    `rate` is its learning rate, None for its own; `afresh` says that it begins where the first descent began, and not
    at the lowest point found.
    """

    method: str
    why: str
    rate: float | None = None
    afresh: bool = False


def choose(problem: Problem, rate: float | None = None) -> Choice:
    """What to try first, from what the cost is made of, how many variables it has, and what is known of it."""
    count = len(problem.names)
    about = "1 variable" if count == 1 else f"{count} variables"
    jumps, corners = kinks(problem.tree)
    if jumps:
        method = _WITHOUT_SLOPES[count > 1]
        about = f"{about}, jumps ({listed(jumps)})"
    elif corners:
        method = "bfgs"
        about = f"{about}, perhaps corners ({listed(corners)})"
    elif problem.hessian is not None and count <= _MOST_FOR_HESSIANS:
        method = "trust-region"
        about = f"smooth, {about}, second derivatives known"
    else:
        method = "bfgs" if count <= _MOST_FOR_MATRICES else "lbfgs"
        about = f"smooth, {about}"
    return _choice(method, about, rate)


def attempts(
    problem: Problem, start: Sequence[float], rate: float | None = None, settings: Settings | None = None
) -> Iterator[tuple[str, Run]]:
    """Descents one after the other, each with why it is made; the next one is chosen when one has come to its end.

    The first begins at `start` with the given learning rate (None: the method's own). The last one is the answer. All
    together make no more steps than the settings allow. Raises `BadInput` as `Run` does.
    """
    settings = settings or Settings()
    runs: list[Run] = []
    left = settings.max_steps
    choice: Choice | None = choose(problem, rate)
    while choice is not None:
        begin = start if choice.afresh or not runs else _lowest(runs)
        most = min(left, _TRUST_REGION_STEPS) if choice.method == "trust-region" else left
        runs.append(Run(problem, begin, choice.method, choice.rate, replace(settings, max_steps=most)))
        yield choice.why, runs[-1]
        left -= runs[-1].trail.steps
        choice = retry(runs) if left > 0 else None


def minimize(problem: Problem, start: Sequence[float], settings: Settings | None = None) -> tuple[Descent, list[str]]:
    """The end of the last of the `attempts` from a start, and why each of them was made."""
    reasons: list[str] = []
    run = None
    for why, run in attempts(problem, start, settings=settings):
        reasons.append(why)
        for _ in run:
            pass
    assert run is not None
    return run.result(), reasons


def retry(runs: Sequence[Run]) -> Choice | None:
    """What to try after descents that have come to their ends.

    None where the last one ended at what may be a minimum, where the cost falls for ever or is not defined, where
    rounding hides any further decrease, and where nothing is left to try.
    """
    last = runs[-1]
    stop, problem, tried = last.stop, last.problem, [run.method_name for run in runs]
    if stop is None or stop.status in (Status.TARGET_REACHED, Status.DIVERGED, Status.LEFT_DOMAIN):
        return None
    count, title, smooth = len(problem.names), last.method.title, not any(kinks(problem.tree))
    newton = problem.hessian is not None and count <= METHODS["trust-region"].most_variables
    newton = newton and tried[-1] != "trust-region" and tried.count("trust-region") < 2
    if stop.status is Status.CONVERGED:
        doubtful = stop.kind is PointKind.UNDECIDED
        if not newton or stop.kind is PointKind.MINIMUM or (doubtful and not smooth):
            return None
        where = "a point that may be no minimum" if doubtful else f"a {stop.kind}"
        return _choice("trust-region", words(problem).retold(f"{title} ended at {where}"))
    flat = last.trail.norm <= last.settings.tolerance
    other = "trust-region" if newton else "bfgs"
    if (stop.status is Status.STEP_LIMIT or (flat and newton)) and other not in tried and count <= _MOST_FOR_MATRICES:
        ended = "ended where the cost only flattens out" if flat else f"came to no end in {last.trail.steps} steps"
        return _choice(other, words(problem).retold(f"{title} {ended}, so from the start once more"), afresh=True)
    if flat or lost_in_rounding(last.trail.now) or set(tried) & set(_WITHOUT_SLOPES):
        return None
    if newton and smooth:
        return _choice("trust-region", f"{title} got no further")
    if count <= _MOST_FOR_SIMPLEXES:
        return _choice("nelder-mead", f"{title} got no further, so without slopes")
    return None


def _choice(method: str, because: str, rate: float | None = None, afresh: bool = False) -> Choice:
    return Choice(method, f"{because}: {METHODS[method].title}", rate, afresh)


def _lowest(runs: Sequence[Run]) -> Sequence[float]:
    """The point with the lowest cost that any run has met."""
    return min((run.trail.best for run in runs), key=lambda at: at.value).x
