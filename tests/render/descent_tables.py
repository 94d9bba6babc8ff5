"""Tables as a descent prints them, computed here by the plain recurrence."""

from __future__ import annotations

from collections.abc import Iterator

from calcgd.render.document import Column, Table

COLUMNS = (
    Column("Run", "run", align="right", width=3, importance=3),
    Column("Current x", "x", importance=2),
    Column("Cost value", "cost", importance=2),
    Column("Derivative x Learning rate", "move"),
    Column("New x", "new_x", importance=1),
)


def squared_cost(runs: int) -> Iterator[tuple[object, ...]]:
    """Descent of `(2*x - 5)**2` from 5 at learning rate 0.1."""
    x = 5.0
    for run in range(1, runs + 1):
        move = 0.1 * 4 * (2 * x - 5)
        yield run, x, (2 * x - 5) ** 2, move, x - move
        x -= move


def straight_cost() -> Iterator[tuple[object, ...]]:
    """Descent of `2*x - 5` from 5 at learning rate 0.25, which ends when the cost is 0: then there is no new x."""
    x = 5.0
    for run in range(1, 7):
        cost = 2 * x - 5
        yield (run, x, cost, 0.5, x - 0.5) if cost else (run, x, cost, None, None)
        x -= 0.5


def bowl(names: list[str], runs: int) -> Table:
    """Descent of the sum of squares from (8, -3, 8, -3, ...) at learning rate 0.1, a column for each variable."""
    columns = (
        Column("Run", "run", align="right", width=3, importance=9),
        *(Column(f"Current {name}", name, importance=2) for name in names),
        Column("Cost value", "cost", importance=8),
        *(Column(f"New {name}", f"new_{name}", importance=1) for name in names),
    )

    def rows() -> Iterator[tuple[object, ...]]:
        x = [8.0 if place % 2 == 0 else -3.0 for place in range(len(names))]
        for run in range(1, runs + 1):
            new = [value - 0.1 * 2 * value for value in x]
            yield run, *x, sum(value * value for value in x), *new
            x = new

    return Table(columns, rows())
