"""The columns of a source: what they are called, and how DuckDB reads each of them as numbers."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from calcgd.errors import BadInput, listed
from calcgd.fitting.data.cells import PLAIN, Layout, Numbers, layouts_of
from calcgd.fitting.data.names import names_of
from calcgd.fitting.data.sources import AS_UTF_8, LONGEST_LINE, Source, check_lines, sample_of
from calcgd.numeric.sql import text_literal

_NUMBERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BIGNUM|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN")
"""The types whose values are numbers; false is 0 and true is 1."""


class Columns(NamedTuple):
    """How a source is read: `relation` is what stands after FROM and has the columns c1, c2, ...

    `headers` are as the source has them. `numbers[i]` is the SQL for the value of a column, null where it is none;
    None for a column whose type, `types[i]`, has nothing to do with numbers. `notes` say how the source was understood.
    """

    relation: str
    headers: tuple[str, ...]
    types: tuple[str, ...]
    numbers: tuple[str | None, ...]
    notes: tuple[str, ...]


def columns_of(source: Source, connection: Any) -> Columns:
    """The columns of all files of a source, from their beginnings; raises `BadInput` where they differ."""
    return _delimited(source) if source.kind == "csv" else _typed(source, connection)


def _delimited(source: Source) -> Columns:
    check_lines(source)
    layouts = layouts_of([_text(path, source) for path in source.files])
    headers = [layout.headers or names_of([""] * layout.width) for layout in layouts]
    _check_alike(source, headers)
    layout = layouts[0]
    for path, other in zip(source.files, layouts, strict=True):
        if other._replace(truths=layout.truths, above=layout.above) != layout:
            raise BadInput(f"{source.files[0]} and {path} are not written alike", hint=_difference(layout, other))
    places = range(1, layout.width + 1)
    options = {
        "auto_detect": "false",
        "header": str(layout.headers is not None).lower(),
        "skip": str(layout.skip),
        "delim": text_literal(layout.delimiter),
        "quote": text_literal('"'),
        "escape": text_literal('"'),
        "columns": _struct(f"c{place}" for place in places),
        "max_line_size": str(LONGEST_LINE),
        "store_rejects": "true",
        "compression": text_literal("gzip" if source.zipped else "none"),
    }
    truths = frozenset[int]().union(*(each.truths for each in layouts))
    numbers = tuple(_value(f"c{place}", layout.numbers, place in truths) for place in places)
    relation = _relation("read_csv", source, options, layout.width)
    return Columns(relation, headers[0], ("VARCHAR",) * layout.width, numbers, tuple(layout.notes()))


def _text(path: str, source: Source) -> str:
    try:
        return sample_of(path, source.zipped, source.called(path)).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadInput(
            f"{source.called(path)} is not written in UTF-8 (byte {problem.start + 1})", hint=AS_UTF_8
        ) from None


def _typed(source: Source, connection: Any) -> Columns:
    """Files that name their columns themselves: Parquet, where they have types, and JSON, where each value has one."""
    described = [_described(path, source, connection) for path in source.files]
    headers = [tuple(name for name, _ in columns) for columns in described]
    width = len(headers[0])
    if source.kind == "json":
        keys = list(dict.fromkeys(key for file in headers for key in file))
        options = {"columns": _struct(keys), "format": _json_format(source)}
        truths = {key for file in described for key, kind in file if kind == "BOOLEAN"}
        numbers = tuple(_value(f"c{place}", PLAIN, key in truths) for place, key in enumerate(keys, 1))
        relation = _relation("read_json", source, options, len(keys))
        return Columns(relation, tuple(keys), ("VARCHAR",) * len(keys), numbers, ())
    _check_alike(source, headers)
    types = tuple(kind for _, kind in described[0])
    numbers = tuple(_of_type(f"c{place}", kind) for place, kind in enumerate(types, 1))
    return Columns(_relation("read_parquet", source, {}, width), headers[0], types, numbers, ())


def _described(path: str, source: Source, connection: Any) -> list[tuple[str, str]]:
    reader = "read_parquet" if source.kind == "parquet" else "read_json"
    options = {"format": _json_format(source)} if source.kind == "json" else {}
    query = f"describe select * from {_call(reader, [path], options)}"
    return [(name, kind) for name, kind, *_ in connection.execute(query).fetchall()]


def _json_format(source: Source) -> str:
    text = sample_of(source.files[0], source.zipped, source.name).lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] == b"[":
        return text_literal("array")
    # An object may stand on several lines.
    alone = text.partition(b"\n")[0].rstrip().endswith(b"}")
    return text_literal("newline_delimited" if alone else "unstructured")


def _relation(reader: str, source: Source, options: dict[str, str], width: int) -> str:
    columns = ", ".join(f"c{place}" for place in range(1, width + 1))
    return f"{_call(reader, source.files, options)} as data({columns})"


def _call(reader: str, files: Sequence[str], options: dict[str, str]) -> str:
    paths = ", ".join(text_literal(glob.escape(path)) for path in files)
    return f"{reader}([{paths}]{''.join(f', {name} = {value}' for name, value in options.items())})"


def _struct(names: Iterable[str]) -> str:
    return "{" + ", ".join(f"{text_literal(name)}: 'VARCHAR'" for name in names) + "}"


def or_truth(column: str, number: str, truths: bool) -> str:
    """The SQL of a text's value where `number` is that of a number; `truths`: true and false, 1 and 0, stand there."""
    truth = f"case lower(trim({column})) when 'true' then 1.0 when 'false' then 0.0 end"
    return f"coalesce({truth}, {number})" if truths else number


def _value(column: str, style: Numbers, truths: bool) -> str:
    return or_truth(column, _number(column, style), truths)


def _number(column: str, style: Numbers) -> str:
    if style == PLAIN:
        return f"try_cast({column} as double)"
    plain = f"translate({column}, {text_literal(style.group)}, '')"
    if style.decimal != ".":
        plain = f"replace({plain}, {text_literal(style.decimal)}, '.')"
    matches = f"regexp_full_match({column}, {text_literal(style.pattern())})"
    return f"case when {matches} then try_cast({plain} as double) end"


def _of_type(column: str, kind: str) -> str | None:
    if kind == "VARCHAR":
        return _number(column, PLAIN)
    return f"cast({column} as double)" if _NUMBERS.fullmatch(kind) else None


def _check_alike(source: Source, headers: Sequence[tuple[str, ...]]) -> None:
    """All files have the same columns in the same order."""
    for path, other in zip(source.files, headers, strict=True):
        if other != headers[0]:
            lacking = [header for header in headers[0] if header not in other]
            more = [header for header in other if header not in headers[0]]
            told = [f"has no {listed(lacking)}" if lacking else "", f"has also {listed(more)}" if more else ""]
            hint = f"{path} {listed([*filter(None, told)])}" if lacking or more else "they stand in another order"
            raise BadInput(f"{source.files[0]} and {path} have different columns", hint=hint)


def _difference(one: Layout, other: Layout) -> str:
    if one.delimiter != other.delimiter:
        return f"cells are separated by {one.delimiter!r} and by {other.delimiter!r}"
    return "there are more lines above the table in one of them"
