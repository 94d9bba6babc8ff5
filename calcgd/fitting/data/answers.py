"""Queries to DuckDB that can be interrupted, and what it says when one fails."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def cause(said: str) -> str:
    """The cause in what DuckDB says of an error, without the kind of error and without further lines."""
    first = said.splitlines()[0]
    return first.partition(" Error: ")[2] or first


def answered(connection: Any, query: str, values: Mapping[str, float] | None = None) -> Any:
    """A connection of DuckDB with the answer to a query; what interrupts the wait for it ends the query as well.

    DuckDB itself looks for signals only between the parts of its work, which may be long; so it works in a thread.
    """
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(connection.execute, query, values)
        try:
            return asked.result()
        except BaseException:
            if not asked.done():
                connection.interrupt()
            raise
