"""`calcgd fit` over rows that stay where they are: by DuckDB, by Spark, or as SQL that is only shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from calcgd.commands.conditions import condition
from calcgd.commands.fit_engine_checkpoint import Checkpoint
from calcgd.commands.fit_place import SPARK
from calcgd.commands.fit_request import Asked, Prepared, formulate, limits, penalty
from calcgd.commands.fit_wishes import AUTO, SQUARES, Work
from calcgd.commands.fit_work import Fitting, shown
from calcgd.commands.report import remark, remarks
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.commands.fit_files import Files
    from calcgd.commands.fit_place import Place
    from calcgd.commands.fit_request import Rest
    from calcgd.commands.session import Session
    from calcgd.commands.wishes import Wishes
    from calcgd.fitting.data.table import Table
    from calcgd.fitting.engines.sql import Queries
    from calcgd.fitting.model import Model


def answered(session: Session, asked: Asked, wished: Wishes, work: Work, place: Place, files: Files) -> Exit:
    """Fit by queries, or show the queries. Raises BadInput for what cannot be meant."""
    from calcgd.fitting.data.table import opened

    _refuse(asked, work, place, files)
    with opened(asked.source) as table:
        files.check(table)
        if place.dry_run:
            from calcgd.commands.fit_engine_text import show_queries

            return show_queries(session, asked, table, place.written_in)
        formulated = formulate(asked, table, session)
        with _queries(place, formulated.model, table, asked, session) as queries:
            prepared = _prepared(asked, queries, formulated.rest, work, place, session)
            with files.kept(asked, table, prepared, in_memory=False) as keep:
                code = shown(Fitting(prepared, wished, work, session, keep), session)
            if queries.lost:
                remark(f"the cost has no value in {queries.lost:,} of {queries.rows:,} rows", session)
            return code


def _refuse(asked: Asked, work: Work, place: Place, files: Files) -> None:
    """What needs the rows in memory, and what would not be written or shown."""
    if place.dry_run:
        of_fits = {
            "--save": files.save,
            "--predict": files.predict,
            "--show-gradient": work.show_gradient or None,
            "--holdout": asked.holdout,
            "--batch": work.batch,
            "--epochs": work.epochs,
            "--patience": work.patience,
            "--every": work.every or None,
        }
        _refuse_any(of_fits, "needs a fit, and --dry-run makes none", "leave out one of them")
    in_memory = {
        "--batch": work.batch,
        "--holdout": asked.holdout,
        "--predict": files.predict if place.name == SPARK else None,
        f"--method {SQUARES}": work.method == SQUARES or None,
    }
    _refuse_any(in_memory, "works on rows in memory", "leave out --engine")


def _refuse_any(options: Mapping[str, object], why: str, hint: str) -> None:
    for option, value in options.items():
        if value is not None:
            raise BadInput(f"{option} {why}", hint=hint)


def _prepared(asked: Asked, queries: Queries, rest: Rest, work: Work, place: Place, session: Session) -> Prepared:
    from dataclasses import replace

    from calcgd.fitting.engines.question import queried
    from calcgd.fitting.losses import loss_of

    start, fixed, typed = rest
    question = queried(queries, loss_of(asked.loss), penalty(asked), limits(asked, queries.model), place.name)
    question = replace(question, solve=work.method == AUTO)
    if place.checkpoint is not None:
        kept = Checkpoint(place.checkpoint, asked, start)
        start, question = kept.start, replace(question, watch=kept.keep)
        if kept.gradients:
            remark(f"goes on from {place.checkpoint}, after {kept.gradients:,} gradients", session)
    return Prepared(question, None, start, fixed, typed)


@contextmanager
def _queries(place: Place, model: Model, table: Table, asked: Asked, session: Session) -> Iterator[Queries]:
    where = condition(asked.where)
    if place.name == SPARK:
        from calcgd.fitting.engines.spark import spark_queries

        with spark_queries(model, table, asked.source, where, asked.strict, place.master) as (queries, notes):
            remarks(notes, session)
            yield queries
    else:
        from calcgd.fitting.engines.sql import sql_queries

        queries, notes = sql_queries(model, table, where, asked.strict)
        remarks(notes, session)
        yield queries
