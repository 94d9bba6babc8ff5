"""Queries in DuckDB's dialect, written in that of another database by sqlglot."""

from __future__ import annotations

from typing import Any

from calcgd.errors import BadInput, MissingExtra, listed

DIALECTS = ("bigquery", "databricks", "duckdb", "postgres", "redshift", "snowflake", "spark")
"""Databases whose numbers can be nan, which the queries need."""

_NAN_BY_EQUALITY = ("postgres", "redshift", "snowflake")
"""Databases in which nan equals itself, and that have no function to test for it."""

_SHAPES = {
    "isinf": "(abs(_) > 1.7976931348623157e308 and not isnan(_))",
    "isfinite": "(abs(_) <= 1.7976931348623157e308)",
}
"""Tests that few databases have, in what all of them have: nan is larger than any number, or not comparable."""

_DUCKDB_ONLY = ("gamma", "lgamma")

_SPELLED = {"nan": "NaN", "inf": "Infinity"}


def translated(query: str, dialect: str) -> str:
    """A query in DuckDB's dialect as one of `DIALECTS`; placeholders become those of that dialect.

    A sum is nan, and not less, where a term is null. Raises `MissingExtra` without sqlglot, and `BadInput` for another
    dialect and for functions that only DuckDB has.
    """
    if dialect not in DIALECTS:
        raise BadInput(f"there is no dialect called {dialect!r} here", hint=f"take {listed(DIALECTS, 'or')}")
    try:
        from sqlglot import exp, parse_one
    except ImportError:
        raise MissingExtra(f"SQL for {dialect} needs the package sqlglot", hint='pip install "calcgd[sql]"') from None
    tree = parse_one(query, read="duckdb")
    if dialect != "duckdb":
        tree = tree.transform(_renamed).transform(lambda node: _tested(node, dialect))
        for place, subquery in enumerate(list(tree.find_all(exp.Subquery)), 1):
            subquery.set("alias", exp.TableAlias(this=exp.to_identifier(f"q{place}")))
    return tree.sql(dialect=dialect)


def _renamed(node: Any) -> Any:
    """What sqlglot would leave as only DuckDB says it."""
    from sqlglot import exp

    name = node.name.lower() if isinstance(node, exp.Anonymous) else node.key
    if name in _DUCKDB_ONLY:
        raise BadInput(f"{name} cannot be written in the SQL of other databases")
    if name in _SHAPES:
        return _shaped(_SHAPES[name], node.expressions[0] if isinstance(node, exp.Anonymous) else node.this)
    if isinstance(node, exp.Sum):
        return _shaped("sum(coalesce(_, 'nan'::double))", node.this).transform(_renamed_literal)
    return _renamed_literal(node)


def _renamed_literal(node: Any) -> Any:
    from sqlglot import exp

    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal) and node.this.name in _SPELLED:
        node.set("this", exp.Literal.string(_SPELLED[node.this.name]))
    return node


def _tested(node: Any, dialect: str) -> Any:
    from sqlglot import exp

    if isinstance(node, exp.IsNan) and dialect in _NAN_BY_EQUALITY:
        return _shaped("(_ = 'NaN'::double)", node.this)
    if isinstance(node, exp.Floor) and dialect in ("spark", "databricks"):  # a whole number of 64 bits there
        return _shaped("(case when abs(_) < 1e15 then cast(whole(_) as double) else _ end)", node.this)
    return node


def _shaped(shape: str, argument: Any) -> Any:
    """The expression of a shape with the argument in the place of each `_`."""
    from sqlglot import exp, parse_one

    def filled(part: Any) -> Any:
        if isinstance(part, exp.Anonymous) and part.name == "whole":
            return exp.Floor(this=argument.copy())
        return argument.copy() if isinstance(part, exp.Column) and part.name == "_" else part

    return parse_one(shape, read="duckdb").transform(filled)
