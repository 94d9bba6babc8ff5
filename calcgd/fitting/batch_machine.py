"""Epochs of a descent by mini-batches in machine code: gradients of batches and updates of the parameters alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from calcgd.descent.problem import At, Point, Problem
from calcgd.descent.situation import Situation
from calcgd.descent.transforms import Transform
from calcgd.fitting.objective import Objective
from calcgd.numeric.arithmetic import Traced, place
from calcgd.numeric.llvm_rows import RowDescent, ShuffledDescent, available
from calcgd.numeric.llvm_rows_loop import Update
from calcgd.numeric.llvm_rows_sweep import RowTape
from calcgd.numeric.tape import Tape


class BatchMachine:
    """Goes through the rows of one epoch. Its steps are those of the reference but for the order of the sums."""

    def __init__(self, go: Callable[[Any, Sequence[float]], Sequence[float]], like: Situation) -> None:
        """`go` takes the order of the rows and the state at the beginning, and gives that at the end."""
        self._go = go
        self._like = like

    def epoch(self, order: Any, x: Point, state: Any) -> tuple[Point, Any]:
        """The parameters and the method's state after all rows: in the order of these row numbers, None as they are."""
        numbers = self._go(order, Situation(x, state, 0.0, ()).numbers()[:-1])
        there = self._like.like([*numbers, 0.0])
        return tuple(there.x), there.state


def batch_machine(
    objective: Objective, data: Mapping[str, Any], transform: Transform, problem: Problem, batch: int, shuffled: bool
) -> BatchMachine | None:
    """The machine for a method's `transform` on batches of so many rows of the data; None where there is none.

    There is none for losses that are sums, for weights, and for functions that machine code does not have: `problem`,
    which knows the bounds, is then to be asked batch by batch. Rows that are not `shuffled` come as they stand there.
    """
    if not objective.loss.mean or objective.model.weight is not None:
        return None
    tape, outputs = objective.with_partials
    names = objective.model.parameters
    like = Situation(tuple(0.0 for _ in names), transform.init(len(names)), 0.0, ())
    update = _update(objective, transform.update, like, problem)
    if not (available(tape, outputs) and available(update.tape, update.carried)):
        return None
    rows = RowTape(tape, outputs, objective.model.columns, names)
    if shuffled:
        anywhere = ShuffledDescent(rows, update, batch)
        table = anywhere.table(data)
        return BatchMachine(lambda order, start: anywhere.run(table, order, start)[0], like)
    along = RowDescent(rows, update, batch)
    return BatchMachine(lambda _, start: along.run(data, start)[0], like)


def _update(objective: Objective, update: Callable[..., Any], like: Situation, problem: Problem) -> Update:
    size = len(like.numbers()) - 1
    count = len(like.x)
    tape = Tape(tuple(f"s{i}" for i in range(size + 1 + count)))
    numbers = [Traced(tape, index) for index in tape.inputs.values()]
    now = like.like([*numbers[:size], 0.0])
    cost, *partials = numbers[size:]
    at = At(now.x, cost, objective.penalty.steeper(partials, now.x), problem)
    direction, state = update(at.free_gradient, now.state, at)
    x: Sequence[Any] = problem.project([a + d for a, d in zip(now.x, direction, strict=True)])
    carried = [place(tape, value) for value in Situation(x, state, 0.0, ()).numbers()[:-1]]
    return Update(tape, carried)
