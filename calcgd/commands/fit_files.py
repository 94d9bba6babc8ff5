"""Files that a fit writes: the model that was found, and what it says of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from calcgd.commands.conditions import condition
from calcgd.commands.destination import check_apart, check_writable, replaced
from calcgd.commands.fit_request import penalty
from calcgd.commands.report import remark
from calcgd.commands.session import Session
from calcgd.errors import CalcgdError, listed

if TYPE_CHECKING:
    from calcgd.commands.fit_request import Asked, Prepared
    from calcgd.fitting.data.table import Table
    from calcgd.fitting.fit import Fit
    from calcgd.fitting.predictions import Predictor
    from calcgd.fitting.saved import Saved


class Files(NamedTuple):
    """The files to be written, None for one that is not wanted.

    `read` is the file of a saved model that is read, `checkpoint` another one that the fit writes.
    """

    session: Session
    save: str | None = None
    predict: str | None = None
    read: str | None = None
    checkpoint: str | None = None

    def check(self, table: Table) -> None:
        """Raise BadInput where a file cannot be written, or is one that is in use."""
        answer = self.session.output
        others = [("the data", file) for file in table.files]
        others += [("the answer", answer), ("the checkpoint", self.checkpoint)]
        if table.name == "standard input":
            others.append(("the data", "/dev/stdin"))
        for option, path, more in (
            ("--save", self.save, []),
            ("--predict", self.predict, [("the saved model", self.read), ("the saved model", self.save)]),
        ):
            if path is not None:
                check_writable(option, path, answer)
                check_apart(option, path, [*others, *more])

    @contextmanager
    def kept(
        self, asked: Asked, table: Table, prepared: Prepared, in_memory: bool = True
    ) -> Iterator[Callable[[Fit], None]]:
        """Gives what is to be called with the fit as soon as it is found, so that nothing after that can lose it.

        A file that cannot be written after all is told of in the end, when the answer is out: raises BadInput.
        """
        problems = []

        def keep(fit: Fit) -> None:
            try:
                self._write(asked, table, prepared, fit, in_memory)
            except CalcgdError as problem:
                problems.append(problem)

        yield keep
        for problem in problems:
            raise problem

    def _write(self, asked: Asked, table: Table, prepared: Prepared, fit: Fit, in_memory: bool) -> None:
        from calcgd.descent.status import Status
        from calcgd.fitting.predictions import Predictor

        wanted = [path for path in (self.save, self.predict) if path is not None]
        ended_elsewhere = fit.status in (Status.DIVERGED, Status.LEFT_DOMAIN)
        if wanted and (ended_elsewhere or not all(map(isfinite, fit.parameters.values()))):
            are = "is" if len(wanted) == 1 else "are"
            remark(f"{listed(wanted)} {are} not written: these are not the parameters of a fit", self.session)
            return
        if self.save is not None:
            with replaced(self.save) as place, open(place, "w", encoding="utf-8") as file:
                file.write(_saved(asked, table, prepared, fit).text())
        if self.predict is not None:
            model = prepared.question.model
            predictor = Predictor(model.prediction, fit.parameters, condition(asked.where), model.columns)
            write_predictions(self.predict, table, predictor, in_memory, self.session)


def write_predictions(
    path: str, table: Table, predictor: Predictor, in_memory: bool, session: Session, strict: bool = False
) -> None:
    """Write what a model says of each row of a table; what is missing there is told on stderr.

    Raises BadInput where it cannot be written, a column is missing, and with `strict` where a row must be left out.
    """
    from calcgd.fitting.predictions import predicted

    found = predicted(table, predictor, in_memory, strict)
    with replaced(path) as place:
        notes = found.write(place, path)
    for note in (*found.notes, *notes):
        remark(f"predictions: {note}", session)


def _saved(asked: Asked, table: Table, prepared: Prepared, fit: Fit) -> Saved:
    from calcgd import __version__
    from calcgd.expression.text import text
    from calcgd.fitting.saved import Parameter, Saved

    headers = dict(zip(table.names, table.headers, strict=True))
    added = penalty(asked)
    return Saved(
        model=asked.model if asked.each_input is None else text(prepared.model),
        target=asked.target,
        weights=asked.weights,
        where=asked.where,
        loss=asked.loss,
        l1=added.l1,
        l2=added.l2,
        columns={name: headers[name] for name in prepared.question.model.columns},
        parameters={each.name: Parameter(each.value, each.stderr) for each in fit.estimates},
        fixed=prepared.fixed,
        rows=fit.rows,
        cost=fit.loss if isfinite(fit.loss) else None,
        status=fit.status,
        calcgd=__version__,
    )
