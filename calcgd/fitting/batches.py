"""Descent by mini-batches: each step follows the gradient of the cost over a few rows only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from math import hypot, inf, isfinite, isnan
from typing import Any, NamedTuple

from calcgd.descent.method import Method
from calcgd.descent.problem import At, Point, Problem, within
from calcgd.descent.settings import Settings
from calcgd.descent.status import Status
from calcgd.descent.wording import number
from calcgd.errors import BadInput, counted
from calcgd.fitting.batch_machine import BatchMachine, batch_machine
from calcgd.fitting.objective import Objective
from calcgd.fitting.orders import orders

_FAR = 1e30
"""A cost from which on a descent has diverged."""

_WORTH_ROWS = 100_000
"""Rows gone through from which on machine code is worth being compiled."""


class Plan(NamedTuple):
    """How the rows are gone through: so many in a batch, so many epochs, in a random order made from a seed or, with
    `shuffle` false, in that of the data. `patience` is the number of epochs without a lower cost of the rows held out
    after which it ends, None for not ending by that."""

    batch: int
    epochs: int
    shuffle: bool = True
    seed: int = 0
    patience: int | None = 10

    def steps(self, rows: int) -> int:
        """The steps that it comes to."""
        return self.epochs * -(-rows // self.batch)

    def check(self) -> None:
        """Raise `BadInput` for a number that is less than 1."""
        for name in ("batch", "epochs", "patience"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise BadInput(f"--{name} takes a whole number from 1 on, not {value}")


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
        plan.check()
        transform = method.transform(rate, replace(settings, max_steps=plan.steps(self._rows)))
        if not transform.kernel or method.needs_hessian:
            raise BadInput(
                f"{method.title} needs the cost of all rows at each step, so it cannot go by batches",
                hint="use gd, momentum, adam or another method that only follows gradients, or leave out --batch",
            )
        self._objective = objective
        self._data = data
        self._transform = transform
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
        plan, whole = self._plan, within(self._objective.problem(self._data, self._rows), bounds)
        if self._rows * plan.epochs >= _WORTH_ROWS:
            self._machine = batch_machine(self._objective, self._data, self._transform, whole, plan.batch, plan.shuffle)
        self.x, patience = tuple(start), _Patience(plan.patience)
        shuffled = orders(self._rows, plan.epochs, plan.seed) if plan.shuffle else repeat(None, plan.epochs)
        for count, order in enumerate(shuffled, 1):
            before = self.x
            self._one_epoch(order, bounds)
            cost, gradient = whole.value_and_gradient(self.x)
            outside = None if held_out is None else held_out.value(self.x)
            step = tuple(b - a for a, b in zip(self.x, before, strict=True))
            self.status, self.reason = Status.STEP_LIMIT, f"stopped after {counted(count, 'epoch')}"
            yield Epoch(count, self.x, cost, tuple(gradient), step, outside)
            if self._ended(count, cost, whole.free_gradient(self.x, gradient)):
                return
            if outside is not None and patience.ends(outside, self.x):
                self.x = patience.x
                self.status, self.reason = Status.TARGET_REACHED, patience.reason
                return

    def _one_epoch(self, order: Any, bounds: Mapping[str, tuple[float, float]]) -> None:
        batch = self._plan.batch
        if self._machine is not None:
            self.x, self._state = self._machine.epoch(order, self.x, self._state)
            self.steps += -(-self._rows // batch)
            return
        data = self._data if order is None else {name: column[order] for name, column in self._data.items()}
        for first in range(0, self._rows, batch):
            part = {name: column[first : first + batch] for name, column in data.items()}
            problem = within(self._objective.problem(part, min(batch, self._rows - first)), bounds)
            at = At(self.x, *problem.value_and_gradient(self.x), problem)
            direction, self._state = self._transform.update(at.free_gradient, self._state, at)
            self.x = tuple(problem.project([a + d for a, d in zip(self.x, direction, strict=True)]))
            self.steps += 1

    def _ended(self, count: int, cost: float, gradient: Sequence[float]) -> bool:
        epochs = counted(count, "epoch")
        if isnan(cost) or not all(map(isfinite, self.x)) or cost > _FAR:
            self.status = Status.DIVERGED
            self.reason = f"diverged in epoch {count}: the cost is {number(cost)}; a smaller learning rate is needed"
        elif hypot(*gradient) <= self._settings.tolerance:
            self.status = Status.CONVERGED
            self.reason = (
                f"the gradient over all rows is small ({number(hypot(*gradient))}, tolerance "
                f"{number(self._settings.tolerance)}) after {epochs}"
            )
        elif (target := self._settings.target_cost) is not None and cost <= target:
            self.status = Status.TARGET_REACHED
            self.reason = f"the cost over all rows, {number(cost)}, is at or below {number(target)} after {epochs}"
        else:
            return False
        return True


class _Patience:
    """Early stopping: ends a descent that no longer gets better on rows that it does not see.

    `x` are the parameters of the lowest cost so far (L. Prechelt, "Early stopping - but when?", 1998, class UP).
    """

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._lowest = inf
        self._since = 0
        self.x: Point = ()

    def ends(self, cost: float, x: Point) -> bool:
        """Whether the cost, that of the rows held out at x, has not been lower for too long."""
        if cost < self._lowest:
            self._lowest, self.x, self._since = cost, x, 0
        else:
            self._since += 1
        return self._most is not None and self._since >= self._most and bool(self.x)

    @property
    def reason(self) -> str:
        """Why it has ended."""
        return (
            f"the cost of the rows held out, {number(self._lowest)} at best, has not fallen for "
            f"{counted(self._since, 'epoch')}; these are the parameters where it was lowest"
        )
