"""A saved model, read from a file that may hold anything: each of its texts and numbers is checked."""

from __future__ import annotations

import json
from collections import Counter
from math import isfinite
from typing import Any, NamedTuple, NoReturn, TypeVar

from calcgd.descent.status import Status
from calcgd.errors import BadInput, CalcgdError
from calcgd.expression import parse
from calcgd.fitting.losses import loss_of
from calcgd.fitting.saved import FORMAT, VERSION, Parameter, Saved

LARGEST = 10_000_000
"""Bytes: a model is not larger than this, whatever a file holds."""

Kind = TypeVar("Kind", str, float, dict[str, Any])

_CALLED = {str: "a text", float: "a finite number", dict: "an object"}


def read_saved(path: str) -> Saved:
    """The model that a file holds.

    Raises `BadInput` where there is none, where it is of a newer version, and where something in it is missing, wrong
    or contradicts the rest; and what `parse` raises of its texts.
    """
    content = _content(path)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BadInput(f"{path} holds no model that calcgd fit has saved", hint="calcgd fit ... --save FILE writes one")
    file = _Object(content, f"{path}: ")
    if file.whole("version") > VERSION:
        raise BadInput(f"{path} was saved by a newer calcgd than this one", hint="update calcgd")
    columns, parameters, fixed = (file.inner(key) for key in ("columns", "parameters", "fixed"))
    saved = Saved(
        model=file.get(str, "model"),
        target=file.get(str, "target"),
        weights=file.get_or_none(str, "weights"),
        where=file.get_or_none(str, "where"),
        loss=file.get(str, "loss"),
        l1=file.size("l1"),
        l2=file.size("l2"),
        columns={name: columns.get(str, name) for name in columns.values},
        parameters={name: _parameter(parameters.inner(name)) for name in parameters.values},
        fixed={name: fixed.get(float, name) for name in fixed.values},
        rows=file.whole("rows"),
        cost=file.get_or_none(float, "cost"),
        status=_status(file),
        calcgd=file.get(str, "calcgd"),
    )
    _check(saved, path)
    return saved


class _Object(NamedTuple):
    """An object of JSON; `place` is what a sentence about one of its keys begins with."""

    values: dict[str, Any]
    place: str

    def get(self, kind: type[Kind], key: str) -> Kind:
        """The value of a key. Raises `BadInput` where it is missing, of another type or no finite number."""
        if key not in self.values:
            raise BadInput(f"{self.place}{key} is missing")
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, float) and not isfinite(value)):
            raise self.wrong(key, _CALLED[kind])
        return value

    def get_or_none(self, kind: type[Kind], key: str) -> Kind | None:
        """The same, or None for null."""
        return None if key in self.values and self.values[key] is None else self.get(kind, key)

    def size(self, key: str) -> float:
        """A number that is not negative."""
        value = self.get(float, key)
        if value < 0:
            raise self.wrong(key, "a number that is not negative")
        return value

    def whole(self, key: str) -> int:
        """A number of things."""
        value = self.size(key)
        if not value.is_integer():
            raise self.wrong(key, "a whole number")
        return int(value)

    def inner(self, key: str) -> _Object:
        """The object that is the value of a key."""
        return _Object(self.get(dict, key), f"{self.place}{key}.")

    def wrong(self, key: str, wanted: str) -> BadInput:
        """What to raise where the value of a key is not what is wanted."""
        return BadInput(f"{self.place}{key} is not {wanted}")


def _parameter(given: _Object) -> Parameter:
    stderr = None if given.get_or_none(float, "stderr") is None else given.size("stderr")
    return Parameter(given.get(float, "value"), stderr)


def _status(file: _Object) -> Status:
    word = file.get(str, "status")
    if word not in list(Status):
        raise file.wrong("status", "one of those that a fit ends with")
    return Status(word)


def _content(path: str) -> Any:
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise BadInput(f"there is no file {path}") from None
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {(problem.strerror or str(problem)).lower()}") from None
    if len(content) > LARGEST:
        raise BadInput(f"{path} holds no model: it has more than {LARGEST:,} bytes")
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_int=float, parse_constant=_no_number, object_pairs_hook=_without_repetition)
    except json.JSONDecodeError as problem:
        raise BadInput(f"{path} cannot be read as JSON: line {problem.lineno}, column {problem.colno}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not written in UTF-8") from None
    except RecursionError:
        raise BadInput(f"{path} holds no model: it is nested too deeply") from None
    except BadInput as problem:
        raise BadInput(f"{path} cannot be read as JSON: {problem.message}") from None


def _no_number(word: str) -> NoReturn:
    raise BadInput(f"{word} is no number there")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise BadInput(f"{key} stands there twice")
    return found


def _check(saved: Saved, path: str) -> None:
    """Raise what is wrong with the texts, and `BadInput` for a name that is not either a column or a parameter."""
    readers = {"model": parse, "target": parse, "weights": parse, "loss": loss_of}
    for key, read in readers.items():
        text = getattr(saved, key)
        try:
            if text is not None:
                read(text)
        except CalcgdError as problem:
            problem.message = f"{path}: {key}: {problem.message}"
            raise
    model = saved.formulas
    names, columns = set(model.parameters), set(model.columns)
    judging = model.target.free | (frozenset() if model.weight is None else model.weight.free)
    unclear = names - model.prediction.free | names & judging | columns ^ (model.prediction.free - names | judging)
    unclear |= saved.parameters.keys() & saved.fixed.keys()
    if unclear:
        raise BadInput(f"{path} contradicts itself: {min(unclear)} is not either a column or a parameter of the model")
    if not columns:
        raise BadInput(f"{path} holds no model of data: no column stands in it")
