"""How `calcgd fit` is to find the parameters, and what it is to show, as asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calcgd.commands.wishes import PLAIN, Wishes
from calcgd.errors import BadInput

if TYPE_CHECKING:
    from calcgd.commands.fit_request import Prepared
    from calcgd.descent.settings import Settings
    from calcgd.fitting.batches import Plan

AUTO, SQUARES = OWN = ("auto", "levenberg-marquardt")
"""Methods of fits that are no rows of `calcgd methods`."""

SHUFFLE, IN_ORDER = "--shuffle", "--in-order"

USUAL_EPOCHS = 100

USUAL_PATIENCE = 10
"""So many epochs without a lower cost of the rows held out end a descent by batches."""


def method_for(method: str, wished: Wishes) -> str:
    """The method that is meant: who gives a learning rate means gradient descent."""
    about_steps = (wished.lr, wished.schedule, wished.clip)
    return PLAIN if method == AUTO and any(given is not None for given in about_steps) else method


class Work(NamedTuple):
    """How to fit and what to show, as asked; `batch` is None where each step sees all rows.

    `order` is the option that says in which order the rows are gone through.
    """

    method: str
    standardize: str
    batch: int | None
    epochs: int | None
    order: str | None
    patience: int | None
    seed: int
    level: float
    every: int
    digits: int
    show_gradient: bool

    @property
    def by_own(self) -> bool:
        """Whether no row of `calcgd methods` was asked for."""
        return self.method in OWN and self.batch is None

    def check(self, prepared: Prepared, settings: Settings, rate: float | None) -> None:
        """Raise BadInput for what cannot be meant, and for options that would be of no use."""
        from calcgd.commands.fit_method import YES, check

        check(self.standardize)
        self.plan(1 if self.batch is None else self.batch, True, 1).check()
        if not 0 < self.level < 1:
            raise BadInput(f"--level is a part between 0 and 1, not {self.level:g}")
        if self.patience is not None and prepared.held_out is None:
            raise BadInput("--patience is about rows held out", hint="add --holdout 0.2")
        if self.batch is None and (self.epochs is not None or self.order is not None):
            raise BadInput(f"{self.order or '--epochs'} is about batches", hint="add --batch 32")
        if self.batch is not None and settings.max_steps != Wishes().max_steps:
            raise BadInput("--max-steps is about steps that see all rows", hint="--epochs says how long batches go on")
        if self.by_own:
            squares, tolerance = prepared.question.by_squares, settings.tolerance
            for option, given in (
                ("--patience", self.patience),
                (f"--standardize {YES}", self.standardize == YES or None),
                ("--lr", rate),
                ("--schedule", settings.schedule),
                ("--clip", settings.clip),
                ("--every", self.every or None),
                ("--target-cost", settings.target_cost if squares else None),
                ("--tolerance", tolerance if squares and tolerance != Wishes().tolerance else None),
            ):
                if given is not None:
                    raise BadInput(f"{option} is for methods that descend step by step", hint="add --method gd")

    def length(self, settings: Settings) -> tuple[int, str]:
        """How many of what a descent makes at the most."""
        return (settings.max_steps, "steps") if self.batch is None else (self._epochs, "epochs")

    @property
    def in_epochs(self) -> bool:
        """Whether rows held out are looked at after each epoch, be it of batches or of one step with all rows."""
        return self.batch is not None or self.patience is not None

    def plan(self, batch: int, several: bool, steps: int) -> Plan:
        """How the rows are gone through: in `several` batches so many epochs, else so many steps."""
        from calcgd.fitting.batches import Plan

        if not several:
            return Plan(batch, self._epochs if self.batch else steps, False, self.seed, self.patience)
        patience = USUAL_PATIENCE if self.patience is None else self.patience
        return Plan(batch, self._epochs, self.order != IN_ORDER, self.seed, patience)

    @property
    def _epochs(self) -> int:
        return USUAL_EPOCHS if self.epochs is None else self.epochs
