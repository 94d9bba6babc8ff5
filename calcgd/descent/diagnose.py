"""Why a descent went as it did: what the curvature along its path allows, how fast it was, what stood in its way.

`stopping` says how a descent ended; this says why it came to that, once it is over. Nothing is predicted where the
quadratic model at the end is not close to the cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, dist, exp, hypot, inf, isfinite, log
from typing import Protocol

from calcgd.descent.case import Case
from calcgd.descent.causes import causes
from calcgd.descent.closed_form import closed_form
from calcgd.descent.curvature import PointKind
from calcgd.descent.drive import Run
from calcgd.descent.problem import Point, Problem
from calcgd.descent.quadratic import curvature_along, model_at
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.telling import told
from calcgd.descent.trail import Trail

_FEWEST = 4
_SAME_PACE = 0.1
_NOTICEABLE = 1e-9
_APART = 1e-3
_MOST_SEARCHED = 10
_SEARCH_STEPS = 1_000


class Resting(Protocol):
    """A point where other descents came to rest, the cost there, and what is proved of it."""

    @property
    def point(self) -> Point: ...
    @property
    def value(self) -> float: ...
    @property
    def kind(self) -> PointKind: ...


@dataclass(frozen=True)
class Diagnosis:
    """What is known of a descent that is over; None where it is not known or does not apply.

    Costs, curvatures and kinds are those of what somebody asked for; curvatures are eigenvalues of the Hessian.

    problem, method  what was descended on, and what the method is called
    start            where it began
    constant         whether the second derivatives are proved to be the same everywhere
    along_path       the smallest and the largest curvature at iterates from all along the way
    at_end           all at the last point, of the variables that no bound holds, the largest first
    condition        the strongest over the weakest of them, where all are of the sign of a minimum (a maximum)
    stability        c, where learning rates below c over the strongest curvature are stable
    stable_below     that limit for the last point
    stable_on_path   that limit for the strongest curvature all along the way
    fastest          the best learning rate of gradient descent for the curvature at the last point
    fastest_factor   what a step with it leaves of the distance, in the long run
    closed_form      the k-th iterate as a formula in k
    observed         what each of the last steps left of the gradient, on average, and how many steps these were
    predicted        what each step leaves in the long run, by the quadratic model
    steps_left       about how many more steps would reach the tolerance at this pace
    kind             what the last point is, where its gradient is small
    lower            a lower point seen on the way, the cost there, and by how much it is lower
    causes           sentences: why it swung, ran off, crept or left the domain
    others           minima where other descents came to rest, the cost there, and whether it is lower
    """

    problem: Problem
    method: str
    start: Point
    constant: bool
    along_path: tuple[float, float] | None
    at_end: tuple[float, ...] | None
    condition: float | None
    stability: float | None
    stable_below: float | None
    stable_on_path: float | None
    fastest: float | None
    fastest_factor: float | None
    closed_form: str | None
    observed: tuple[float, int] | None
    predicted: float | None
    steps_left: int | None
    kind: PointKind | None
    lower: tuple[Point, float, float] | None
    causes: tuple[str, ...]
    others: tuple[tuple[Point, float, bool], ...]

    def sentences(self) -> list[str]:
        """All of it in plain words."""
        return told(self)


def diagnose(run: Run, others: Sequence[Resting] = ()) -> Diagnosis:
    """Say why a run, which is over, went as it went. `others` are points where other descents came to rest."""
    trail, result = run.trail, run.result()
    at = next((at for at in reversed(trail.recent) if isfinite(at.value)), trail.start)
    model = model_at(trail, at)
    case = Case(trail, at, result.status, run.stop and run.stop.kind, model)
    along = curvature_along(trail)
    sign = trail.problem.sign
    observed = _observed(trail)
    predicted = _predicted(case)
    return Diagnosis(
        problem=trail.problem,
        method=trail.method.title,
        start=tuple(trail.start.x),
        constant=model is not None and model.exact,
        along_path=None if along is None else (min(sign * end for end in along), max(sign * end for end in along)),
        at_end=None if model is None else tuple(sorted((sign * value for value in model.values), reverse=True)),
        condition=model.values[-1] / model.values[0] if model is not None and model.values[0] > 0 else None,
        **_rates(case, along),
        closed_form=closed_form(case),
        observed=observed,
        predicted=predicted,
        steps_left=_steps_left(case, observed, predicted),
        kind=result.point_kind,
        lower=_lower(case),
        causes=tuple(causes(case)),
        others=tuple((o.point, o.value, _is_lower(case, sign * o.value)) for o in others if _is_other(case, o)),
    )


def minima_nearby(run: Run) -> Sequence[Resting]:
    """Points around the last one where a few other descents come to rest: what `diagnose` takes for `others`.

    Nothing is looked for around the end of a descent that ran off, nor among more than ten variables.
    """
    from calcgd.descent.starts import nearby

    result, settings = run.result(), run.settings
    if result.status in (Status.DIVERGED, Status.LEFT_DOMAIN) or len(result.names) > _MOST_SEARCHED:
        return ()
    searched = Settings(min(settings.max_steps, _SEARCH_STEPS), settings.tolerance)
    return nearby(run.problem, result.point, dist(result.start, result.point), searched)


def _rates(case: Case, along: tuple[float, float] | None) -> dict[str, float | None]:
    """Which learning rates suit the curvature where the descent ended, and along its way."""
    model, method, settings = case.model, case.trail.method, case.trail.settings
    found: dict[str, float | None] = dict.fromkeys(
        ("stability", "stable_below", "stable_on_path", "fastest", "fastest_factor")
    )
    if method.stability is None or not case.fixed_rate:
        return found
    found["stability"] = limit = method.stability(settings)
    if model is None or not model.resting:
        return found
    if along is not None and case.status in (Status.CONVERGED, Status.STEP_LIMIT, Status.TARGET_REACHED):
        found["stable_on_path"] = limit / max(along[1], model.values[-1])
    if model.exact or (model.trusted and case.status is not Status.DIVERGED):
        smallest, largest = model.curved[0], model.curved[-1]
        found["stable_below"] = limit / largest
        if case.plain:
            found["fastest"] = 2 / (smallest + largest)
            found["fastest_factor"] = (largest - smallest) / (largest + smallest)
    return found


def _observed(trail: Trail) -> tuple[float, int] | None:
    """The line that fits the logarithms of the gradient's norm best over the second half of the steps."""
    if trail.method.ends_itself:
        return None
    window = max(_FEWEST, trail.steps // 2)
    begin = next((steps for steps, _ in reversed(trail.kept) if trail.steps - steps >= window), trail.steps)
    norms = {steps: hypot(*at.free_gradient) for steps, at in [*trail.kept, (trail.steps, trail.now)] if steps >= begin}
    points = [(steps, log(norm)) for steps, norm in norms.items() if 0 < norm < inf]
    if len(points) <= _FEWEST / 2:
        return None
    middle, level = (sum(values) / len(points) for values in zip(*points, strict=True))
    rise = sum((steps - middle) * (size - level) for steps, size in points)
    return exp(rise / sum((steps - middle) ** 2 for steps, _ in points)), trail.steps - begin


def _predicted(case: Case) -> float | None:
    """By the model, if no bound came or went on the last steps."""
    model, trail = case.model, case.trail
    if model is None or not (model.trusted and case.fixed_rate) or not (model.resting or all(model.values)):
        return None
    held = [i for i in range(len(case.at.x)) if i not in model.moving]
    if any(at.x[i] != case.at.x[i] for at in trail.recent for i in held):
        return None
    assert trail.method.contraction is not None
    factor = max(trail.method.contraction(trail.rate * value, trail.settings) for value in model.curved)
    return factor if factor < 1 or model.exact else None


def _steps_left(case: Case, observed: tuple[float, int] | None, predicted: float | None) -> int | None:
    tolerance, norm = case.trail.settings.tolerance, case.trail.norm
    if case.status is not Status.STEP_LIMIT or observed is None or predicted is None or not 0 < tolerance < norm:
        return None
    if not 0 < predicted < 1 or abs(log(observed[0]) - log(predicted)) > _SAME_PACE * -log(predicted):
        return None
    return ceil(log(tolerance / norm) / log(predicted))


def _lower(case: Case) -> tuple[Point, float, float] | None:
    best, sign = case.trail.best, case.trail.problem.sign
    if not _is_lower(case, best.value):
        return None
    return tuple(best.x), sign * best.value, case.at.value - best.value


def _is_lower(case: Case, value: float) -> bool:
    """Whether a cost is lower than at the end, by more than rounding in what the descent went through."""
    costs = (case.trail.start.value, case.at.value, value)
    return case.at.value - value > _NOTICEABLE * max((abs(cost) for cost in costs if isfinite(cost)), default=inf)


def _is_other(case: Case, other: Resting) -> bool:
    """Whether a point is a minimum (a maximum, where that is wanted) somewhere else."""
    wanted = PointKind.MINIMUM if case.problem.sign > 0 else PointKind.MAXIMUM
    return other.kind is wanted and dist(other.point, case.at.x) > _APART * (1 + hypot(*case.at.x))
