"""What a descent can be told beyond problem, start, method and learning rate. Checked where it is built."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from calcgd.errors import BadInput
from calcgd.expression.nodes import Node


@dataclass(frozen=True)
class Settings:
    """When to stop, and what to keep.

    max_steps       updates of x at most
    tolerance       the gradient is small where its Euclidean norm is at most this
    step_tolerance  a step is small where it moves no variable by more than this times 1 + |variable|
    target_cost     stop as soon as the cost, of what is made small, is at or below this
    momentum        part of the velocity that the momentum methods keep, in [0, 1)
    weight_decay    how strongly AdamW draws variables to zero, a part of each a step
    clip            the Euclidean norm to which a longer gradient is shortened; None: not at all
    schedule        factor on every step, a formula in t, the steps made before, and n, the steps allowed
    samples         how many points a search of a box tries (a grid: along each variable)
    seed            seed of a random search
    keep_path       keep every iterate in the result; memory grows with the number of steps

    Raises `BadInput` for a value that cannot be meant.
    """

    max_steps: int = 10_000
    tolerance: float = 1e-6
    step_tolerance: float = 1e-12
    target_cost: float | None = None
    momentum: float = 0.9
    weight_decay: float = 0.01
    clip: float | None = None
    schedule: Node | None = None
    samples: int | None = None
    seed: int = 0
    keep_path: bool = False

    def __post_init__(self) -> None:
        if self.max_steps < 0:
            raise BadInput(f"the number of steps cannot be negative: {self.max_steps}")
        for name, value in (("tolerance", self.tolerance), ("step tolerance", self.step_tolerance)):
            if not (isfinite(value) and value >= 0):
                raise BadInput(f"the {name} must be a number that is not negative: {value:g}")
        if not 0 <= self.momentum < 1:
            raise BadInput(
                f"the momentum must be at least 0 and less than 1: {self.momentum:g}",
                hint="0.9 is a usual value; from 1 on the velocity would never die down",
            )
        if not (isfinite(self.weight_decay) and self.weight_decay >= 0):
            raise BadInput(f"the weight decay must be a number that is not negative: {self.weight_decay:g}")
        if self.clip is not None and not (isfinite(self.clip) and self.clip > 0):
            raise BadInput(f"the norm to clip at must be a positive number: {self.clip:g}")
        if self.samples is not None and self.samples < 1:
            raise BadInput(f"at least one sample is needed: {self.samples}")
        if self.target_cost is not None and not isfinite(self.target_cost):
            raise BadInput(f"the target cost must be a finite number: {self.target_cost:g}")
