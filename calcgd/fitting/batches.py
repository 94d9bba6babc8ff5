"""Descent by mini-batches: each step follows the gradient of the cost over a few rows only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import hypot, inf, isfinite, isnan
from typing import Any, NamedTuple

from calcgd.descent.method import Method
from calcgd.descent.problem import At, Point, Problem, within
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.wording import number
from calcgd.errors import BadInput
from calcgd.fitting.batch_machine import BatchMachine, batch_machine
from calcgd.fitting.objective import Objective

_FAR = 1e30

_WORTH_ROWS = 100_000
"""Rows gone through from which on machine code is worth being compiled."""


class Plan(NamedTuple):
    """How the rows are gone through: so many in a batch, so many epochs, in a random order made from a seed or, with
    `shuffle` false, in that of the data. `patience` is the number of epochs without a lower cost of the rows held out
    after which it ends."""

    batch: int
    epochs: int
    shuffle: bool = True
    seed: int = 0
    patience: int = 10


class Epoch(NamedTuple):
    """Where a descent by batches is after so many epochs: the cost and its gradient are those of all rows.

    `step` is the change of the parameters during the epoch, `held_out` the cost of the rows held out, None without any.
    """

    epoch: int
    x: Point
    cost: float
    gradient: Point
    step: Point
    held_out: float | None


class Batches:
    """A descent by mini-batches in progress: iterate over it for its epochs, then look at `status` and `reason`.

    `x` are the parameters now: those of the lowest cost of the rows held out, once that has ended it. Raises
    `BadInput` for a method that looks at costs elsewhere than where it is, and for a plan without a batch or an epoch.
    """

    def __init__(
        self, objective: Objective, data: Mapping[str, Any], method: Method, rate: float, settings: Settings, plan: Plan
    ) -> None:
        self._rows = len(next(iter(data.values())))
        if plan.batch < 1 or plan.epochs < 1:
            raise BadInput(f"a descent by batches needs at least one row a batch and one epoch, not {plan[:2]}")
        transform = method.transform(rate, settings)
        if not transform.kernel or method.needs_hessian:
            raise BadInput(
                f"{method.title} needs the cost of all rows at each step, so it cannot go by batches",
                hint="use gd, momentum, adam or another method that only follows gradients, or leave out --batch",
            )
        self._objective = objective
        self._data = data
        self._update = transform.update
        self._state = transform.init(len(objective.model.parameters))
        self._settings = settings
        self._plan = plan
        self._machine: BatchMachine | None = None
        self.steps = 0
        self.status = Status.STEP_LIMIT
        self.reason = "not begun"
        self.x: Point = ()

    def run(
        self, start: Sequence[float], bounds: Mapping[str, tuple[float, float]], held_out: Problem | None
    ) -> Iterator[Epoch]:
        """The epochs from a start, one by one."""
        import numpy as np

        whole = within(self._objective.problem(self._data, self._rows), bounds)
        random = np.random.default_rng(self._plan.seed)
        if self._rows * self._plan.epochs >= _WORTH_ROWS:
            self._machine = batch_machine(self._objective, self._update, self._state, whole, self._plan.batch)
        self.x, lowest, best, since = tuple(start), inf, tuple(start), 0
        for count in range(1, self._plan.epochs + 1):
            order = random.permutation(self._rows) if self._plan.shuffle else None
            before = self.x
            self._one_epoch(order, bounds)
            cost, gradient = whole.value_and_gradient(self.x)
            outside = None if held_out is None else held_out.value(self.x)
            step = tuple(b - a for a, b in zip(self.x, before, strict=True))
            yield Epoch(count, self.x, cost, tuple(gradient), step, outside)
            if self._ended(count, cost, whole.free_gradient(self.x, gradient)):
                return
            if outside is not None:
                lowest, best, since = (outside, self.x, 0) if outside < lowest else (lowest, best, since + 1)
                if since >= self._plan.patience:
                    self.x = best
                    self.status = Status.CONVERGED if self._is_small(whole, best) else Status.STALLED
                    self.reason = (
                        f"the cost of the rows held out, {number(lowest)} at best, has not fallen for {since} epochs; "
                        "these are the parameters where it was lowest"
                    )
                    return
        self.status, self.reason = Status.STEP_LIMIT, f"stopped after {self._plan.epochs} epochs"

    def _one_epoch(self, order: Any, bounds: Mapping[str, tuple[float, float]]) -> None:
        batch = self._plan.batch
        data = self._data if order is None else {name: column[order] for name, column in self._data.items()}
        if self._machine is not None:
            self.x, self._state = self._machine.epoch(data, self.x, self._state)
            self.steps += -(-self._rows // batch)
            return
        for first in range(0, self._rows, batch):
            part = {name: column[first : first + batch] for name, column in data.items()}
            problem = within(self._objective.problem(part, min(batch, self._rows - first)), bounds)
            at = At(self.x, *problem.value_and_gradient(self.x), problem)
            direction, self._state = self._update(at.free_gradient, self._state, at)
            self.x = tuple(problem.project([a + d for a, d in zip(self.x, direction, strict=True)]))
            self.steps += 1

    def _ended(self, count: int, cost: float, gradient: Sequence[float]) -> bool:
        if isnan(cost) or not all(map(isfinite, self.x)) or cost > _FAR:
            self.status = Status.DIVERGED
            self.reason = f"diverged in epoch {count}: the cost is {number(cost)}; a smaller learning rate is needed"
        elif hypot(*gradient) <= self._settings.tolerance:
            self.status = Status.CONVERGED
            self.reason = (
                f"the gradient over all rows is small ({number(hypot(*gradient))}, tolerance "
                f"{number(self._settings.tolerance)}) after {count} epochs"
            )
        else:
            return False
        return True

    def _is_small(self, whole: Problem, x: Point) -> bool:
        _, gradient = whole.value_and_gradient(x)
        return hypot(*whole.free_gradient(x, gradient)) <= self._settings.tolerance
