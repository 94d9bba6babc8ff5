"""How `calcgd fit` is to find the parameters, and what it is to show, as asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calcgd.errors import BadInput

if TYPE_CHECKING:
    from calcgd.commands.fit_request import Prepared
    from calcgd.descent.settings import Settings
    from calcgd.fitting.batches import Plan

OWN = ("auto", "levenberg-marquardt")
"""Methods of fits that are no rows of `calcgd methods`."""

USUAL_PATIENCE = 10
"""So many epochs without a lower cost of the rows held out end a descent by batches."""


class Work(NamedTuple):
    """How to fit and what to show, as asked; `batch` is None where each step sees all rows."""

    method: str
    standardize: str
    batch: int | None
    epochs: int
    shuffle: bool
    patience: int | None
    seed: int
    level: float
    every: int
    digits: int
    show_gradient: bool

    def check(self, prepared: Prepared) -> None:
        """Raise BadInput for what cannot be meant, and for options that would be of no use."""
        from calcgd.commands.fit_method import WHEN, check

        check(self.standardize)
        self.plan(1 if self.batch is None else self.batch, True, 1).check()
        if not 0 < self.level < 1:
            raise BadInput(f"--level is a part between 0 and 1, not {self.level:g}")
        if self.patience is not None and prepared.held_out is None:
            raise BadInput("--patience is about rows held out", hint="add --holdout 0.2")
        if self.method in OWN and self.batch is None:
            for option, given in (
                ("--patience", self.patience),
                ("--standardize yes", self.standardize == WHEN[1] or None),
            ):
                if given is not None:
                    raise BadInput(f"{option} is for methods with a learning rate", hint="add --method gd, or another")

    def length(self, settings: Settings) -> tuple[int, str]:
        """How many of what a descent makes at the most."""
        return (settings.max_steps, "steps") if self.batch is None else (self.epochs, "epochs")

    @property
    def in_epochs(self) -> bool:
        """Whether rows held out are looked at after each epoch, be it of batches or of one step with all rows."""
        return self.batch is not None or self.patience is not None

    def plan(self, batch: int, several: bool, steps: int) -> Plan:
        """How the rows are gone through: in `several` batches so many epochs, else so many steps."""
        from calcgd.fitting.batches import Plan

        if not several:
            return Plan(batch, self.epochs if self.batch else steps, False, self.seed, self.patience)
        return Plan(
            batch, self.epochs, self.shuffle, self.seed, USUAL_PATIENCE if self.patience is None else self.patience
        )
