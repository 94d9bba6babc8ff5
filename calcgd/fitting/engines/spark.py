"""The rows of a fit on Apache Spark: the queries are those that DuckDB is asked, in Spark's dialect.

The files are read once, by all of the workers; the numbers that are needed stay with them, in memory or on their disks.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from socket import create_connection
from typing import Any

from calcgd.algebra.time_limit import within
from calcgd.errors import BadInput, MissingExtra, NoAnswer, OutOfTime
from calcgd.expression.nodes import Node
from calcgd.fitting.data.cells import Layout, Numbers, layouts_of
from calcgd.fitting.data.columns import or_truth
from calcgd.fitting.data.sources import Source, opened_source, sample_of
from calcgd.fitting.data.table import Table
from calcgd.fitting.engines.dialect import translated
from calcgd.fitting.engines.rows import rows_in
from calcgd.fitting.engines.sql import Queries
from calcgd.fitting.model import Model
from calcgd.numeric.sql import text_literal

_HERE = "local[*]"
_READ, _USABLE = "calcgd_read", "calcgd_usable"
_MALFORMED = "malformed"

_MASTERS = re.compile(r"local(\[.*\])?|spark://.+:\d+|yarn|k8s://.+")

_SHORT, _PATIENCE = 10, 300
"""Seconds for a cluster to be found, and for it to do a first piece of work."""

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # What fails is said in other words.
    "spark.log.level": "OFF",
    # What has no value is null, and counted, and does not end the job.
    "spark.sql.ansi.enabled": "false",
    # A row with too few or too many cells is to be told from others whatever columns are asked for.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
}

_TYPES = re.compile(r"tinyint|smallint|int|bigint|float|double|boolean|decimal\(.*\)")

_OF_A_PATTERN = re.compile(r"[][{}*?\\]")


@contextmanager
def spark_queries(
    model: Model, table: Table, source: str, where: Node | None, strict: bool, master: str | None
) -> Iterator[tuple[Queries, tuple[str, ...]]]:
    """The rows of a table as `Queries` to Spark, and the notes on rows that were left out.

    `source` is what the table was opened as; every worker must find its files in the same place. `master` is the URL of
    a cluster, None for this machine. Raises `MissingExtra` without pyspark, `NoAnswer` where Spark does not start or a
    job fails, and `BadInput` for files that Spark does not read and where no row is left.
    """
    if source == "-":
        raise BadInput("Spark reads files, not standard input")
    with opened_source(source) as files, _session(master or _HERE) as spark:
        with _in_words():
            number = _read(spark, files, len(table.headers))
        relation = f"(select * from {_READ} where {_MALFORMED} is null)"
        rows = rows_in(relation, table, model.columns, where, number)
        broken, _ = _one(spark, f"select count({_MALFORMED}), count(c1) from {_READ}", {})
        total, kept = _one(spark, rows.counts(), {})
        notes = _notes(table.name, total, kept, broken)
        if not kept or (notes and strict):
            raise BadInput(notes[0] if notes else f"{table.name} has no row that can be used: {rows.none}")
        with _in_words():
            usable = spark.sql(translated(f"select * from {rows.usable()}", "spark")).cache()
            usable.createOrReplaceTempView(_USABLE)
        yield Queries(model, _USABLE, kept, lambda query, values: _one(spark, query, values)), notes


def _notes(name: str, total: int, kept: int, broken: int) -> tuple[str, ...]:
    if kept == total and not broken:
        return ()
    why = {
        "have too few cells, or too many": broken,
        "lack a finite number, or the condition has no value in them": total - kept,
    }
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in why.items() if count)
    return (f"{name}: {total - kept + broken:,} of {total + broken:,} rows were left out: {reasons}",)


@contextmanager
def _session(master: str) -> Iterator[Any]:
    _find(master)
    try:
        sql = import_module("pyspark.sql")
    except ImportError:
        raise MissingExtra("--engine spark needs the package pyspark", hint='pip install "calcgd[spark]"') from None
    builder = sql.SparkSession.builder.appName("calcgd").master(master)
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    if master.startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    try:
        spark = within(_PATIENCE, _at_work, builder)
    except OutOfTime:
        raise NoAnswer(
            f"Spark at {master} did no work within {_PATIENCE} seconds", hint="see whether it has workers that are free"
        ) from None
    except Exception as problem:  # py4j and Spark have many, without a root of their own
        raise NoAnswer(
            f"Spark did not start: {_first_line(problem)}",
            hint="it needs Java 17 or later, and as --master the URL of a cluster that can be reached",
        ) from None
    try:
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
        yield spark
    finally:
        spark.stop()


def _find(master: str) -> None:
    """See that there is such a cluster: Spark itself would look for it for more than a minute."""
    if not _MASTERS.fullmatch(master):
        raise BadInput(
            f"{master!r} is no Spark master", hint="write local[4], spark://HOST:7077, yarn or k8s://https://HOST:PORT"
        )
    problems = []
    for place in master.removeprefix("spark://").split(",") if master.startswith("spark://") else ():
        host, _, port = place.rpartition(":")
        try:
            create_connection((host.strip("[]"), int(port)), _SHORT).close()
            return
        except (OSError, OverflowError) as problem:
            problems.append(f"{place}: {getattr(problem, 'strerror', None) or problem}")
    if problems:
        raise NoAnswer(f"no Spark master answers at {', '.join(problems)}", hint="see whether it runs")


def _at_work(builder: Any) -> Any:
    """A session that has done a first piece of work."""
    spark = builder.getOrCreate()
    spark.range(1).count()
    return spark


@contextmanager
def _in_words() -> Iterator[None]:
    """What Spark says of a job that failed becomes `NoAnswer`."""
    failures = (import_module("pyspark.errors").PySparkException, import_module("py4j.protocol").Py4JError, OSError)
    try:
        yield
    except failures as problem:
        raise NoAnswer(f"the work on Spark failed: {_first_line(problem)}") from None


def _first_line(problem: Exception) -> str:
    said = str(getattr(problem, "java_exception", None) or problem)
    return next((line.strip() for line in said.splitlines() if line.strip()), type(problem).__name__)


def _one(spark: Any, query: str, values: Mapping[str, float]) -> Sequence[Any]:
    """The one row that answers a query in DuckDB's dialect."""
    with _in_words():
        return tuple(spark.sql(_translated(query), args=dict(values)).collect()[0])


@cache
def _translated(query: str) -> str:
    return translated(query, "spark")


def _read(spark: Any, files: Source, width: int) -> Callable[[int], str]:
    """Call the files `_READ`, with the columns c1, c2, ..., and say how the number in each column is written."""
    paths = ["file://" + _OF_A_PATTERN.sub(r"\\\g<0>", os.path.abspath(path)) for path in files.files]
    names = [f"c{place}" for place in range(1, width + 1)]
    if files.kind == "csv":
        layouts = _delimited(spark, files, paths, names)
        truths = frozenset[int]().union(*(each.truths for each in layouts))
        return lambda place: or_truth(names[place], _number(names[place], layouts[0].numbers), place + 1 in truths)
    if files.kind != "parquet":
        raise BadInput("Spark reads CSV and Parquet here", hint="use --engine sql")
    frame = spark.read.parquet(*paths)
    types = [kind for _, kind in frame.dtypes]
    frame.toDF(*names).selectExpr("*", f"cast(null as string) as {_MALFORMED}").createOrReplaceTempView(_READ)

    def number(place: int) -> str:
        if types[place] == "string":
            return _number(names[place], Numbers(".", ""))
        if not _TYPES.fullmatch(types[place]):
            raise BadInput(f"column {place + 1} of {files.name} holds no numbers: it is of type {types[place]}")
        return f"cast({names[place]} as double)"

    return number


def _delimited(spark: Any, files: Source, paths: Sequence[str], names: Sequence[str]) -> list[Layout]:
    if files.zipped and not all(path.endswith(".gz") for path in paths):
        raise BadInput("Spark takes a file as packed by gzip only where its name ends in .gz")
    samples = [sample_of(path, files.zipped, path).decode("utf-8-sig") for path in files.files]
    layouts = layouts_of(samples)
    layout = layouts[0]
    if any(each.above for each in layouts):
        raise BadInput("Spark does not skip the lines above a table", hint="take them away, or use --engine sql")
    reader = spark.read.schema(", ".join(f"{name} string" for name in [*names, _MALFORMED]))
    options = {
        "header": layout.headers is not None,
        "sep": layout.delimiter,
        "quote": '"',
        "escape": '"',
        "mode": "PERMISSIVE",
        "columnNameOfCorruptRecord": _MALFORMED,
        "maxCharsPerColumn": -1,
    }
    reader.options(**options).csv(list(paths)).createOrReplaceTempView(_READ)
    return layouts


def _number(column: str, style: Numbers) -> str:
    plain = f"translate({column}, {text_literal(style.group)}, '')" if style.group else column
    if style.decimal != ".":
        plain = f"replace({plain}, {text_literal(style.decimal)}, '.')"
    whole = text_literal(f"^(?:{style.pattern()})$")
    return f"case when regexp_matches({column}, {whole}) then try_cast({plain} as double) end"
