"""Tapes as SQL over the rows of a relation, in the dialect of DuckDB: the values are those of `numeric.python`.

What is used more than once becomes a column of a nested subquery, so that the engine works it out once a row. Nothing
a user wrote stands in a query but what the caller quoted: results are called y0, y1, ..., what lies between t5,
t12, ... (t_5 where a column is called alike).
A number without a value is nan, as it is for the Python kernels; an undecided condition is null.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from calcgd.errors import BadInput
from calcgd.numeric.python import as_float, constant_values
from calcgd.numeric.sql_functions import DIVISION, FACES, NAN, OF_ANY_NUMBER, POWER
from calcgd.numeric.tape import Tape

_DEEPEST = 60
"""Levels of parentheses after which a result gets a column of its own: engines limit how deep an expression is."""

_EXACT = 2**53


def quoted(name: str) -> str:
    """An identifier, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """A string, whatever is in it."""
    return "'" + text.replace("'", "''") + "'"


def literal(value: float) -> str:
    """The very double: a decimal without an exponent would be of another type."""
    text = repr(float(value))
    if text[-1] in "nf":
        return f"{text!r}::double"
    text = text if "e" in text else f"{text}e0"
    return f"({text})" if text[0] == "-" else text


def without_face(tape: Tape, outputs: Iterable[int]) -> str | None:
    """The first function that `outputs` rest on and SQL cannot say, or None."""
    for index in tape.needed(outputs):
        op, data, _ = tape.code[index]
        if tape.varies[index] and op in ("call", "partial"):
            name = data if op == "call" else data[0]
            if op == "partial" or not (name in FACES or name in OF_ANY_NUMBER):
                return name
    return None


def projection(
    tape: Tape, outputs: Sequence[int], operands: Mapping[str, str], relation: str, keep: Sequence[str] = ()
) -> str:
    """A query with the columns `keep` of a relation and the results of instructions, called y0, y1, ...

    `operands` says how each variable of the tape is written: a column of the relation (`quoted`), a `literal`, or a
    parameter such as `$w1`. Columns must be doubles that are not null. `relation` is what may stand after FROM.
    Raises `BadInput` for a function that SQL has not.
    """
    missing = without_face(tape, outputs)
    if missing is not None:
        raise BadInput(f"{missing} cannot be written in SQL", hint="work on the rows in memory instead")
    writing = _Writing(tape, outputs, operands)
    for level in range(1, writing.height + 1):
        relation = f"(select {', '.join(writing.columns(level, keep))} from {relation})"
    results = [f"{writing.text(output)} as y{place}" for place, output in enumerate(outputs)]
    return f"select {', '.join([*keep, *results])} from {relation}"


def aggregate(tape: Tape, outputs: Sequence[int], operands: Mapping[str, str], relation: str) -> str:
    """A query with one row: how many rows there are, in how many the first output has no value, the sum of each output.

    The arguments are those of `projection`. An infinite output is a value. Where the count of rows without a value is
    not 0 the sums are nan, and say nothing; an engine that leaves out null would say a wrong sum without that count.
    """
    sums = ", ".join(f"sum(y{place})" for place in range(len(outputs)))
    rows = projection(tape, outputs, operands, relation)
    lost = "count(*) - count(case when y0 is not null and not isnan(y0) then 1 end)"
    return f"select count(*), {lost}, {sums} from ({rows})"


class _Writing:
    """How each instruction is written, and in which subquery what has a column of its own is worked out."""

    def __init__(self, tape: Tape, outputs: Sequence[int], operands: Mapping[str, str]) -> None:
        self._tape = tape
        self._operands = operands
        self._prefix = "t"
        while any(operand.lower().lstrip('"').startswith(self._prefix) for operand in operands.values()):
            self._prefix += "_"
        self._order = tape.needed(outputs)
        self._constants = constant_values(tape, self._order)
        self._inner: dict[int, str] = {}
        """What stands for an instruction where it is worked out."""
        self._level: dict[int, int] = {}
        """The subquery that has all that the instruction rests on, counted from the relation outward."""
        self._depth: dict[int, int] = {}
        self._named: set[int] = set()
        self._uses = self._counted(outputs)
        for index in self._order:
            self._write(index)
        self.height = max((self._level[index] + 1 for index in self._named), default=0)
        self._last = self._last_levels(outputs)

    def text(self, index: int) -> str:
        """An instruction as an operand, wherever all that it rests on is there."""
        return self._name(index) if index in self._named else self._inner[index]

    def _name(self, index: int) -> str:
        return f"{self._prefix}{index}"

    def columns(self, level: int, keep: Sequence[str]) -> list[str]:
        """What the subquery of a level selects: columns that are wanted further out, and the results of that level."""
        wanted = dict.fromkeys(keep)
        for index in self._order:
            if self._last[index] > level:
                if self._is_column(index):
                    wanted[self._inner[index]] = None
                elif index in self._named and self._level[index] < level:
                    fresh = self._level[index] == level - 1
                    name = self._name(index)
                    wanted[f"{self._inner[index]} as {name}" if fresh else name] = None
        return list(wanted)

    def _is_column(self, index: int) -> bool:
        first = self._inner[index][0]
        return self._tape.code[index].op == "input" and (first.isalpha() or first in '"_')

    def _counted(self, outputs: Sequence[int]) -> Counter[int]:
        uses = Counter(outputs)
        for index in self._order:
            if index not in self._constants:
                template, args = _template(self._tape, index, self._constants)
                for place, arg in enumerate(args):
                    uses[arg] += template.count(f"{{{place}}}")
        return uses

    def _write(self, index: int) -> None:
        op, data, args = self._tape.code[index]
        if index in self._constants or op == "input":
            self._inner[index] = _constant(self._constants[index]) if op != "input" else self._operands[data]
            self._level[index] = self._depth[index] = 0
            return
        template, args = _template(self._tape, index, self._constants)
        self._inner[index] = template.format(*(self._operand(op, place, arg) for place, arg in enumerate(args)))
        self._level[index] = max((self._level[arg] + (arg in self._named) for arg in args), default=0)
        self._depth[index] = 1 + max((self._depth[arg] for arg in args if arg not in self._named), default=0)
        if self._uses[index] > 1 or self._depth[index] >= _DEEPEST:
            self._named.add(index)

    def _operand(self, op: str, place: int, index: int) -> str:
        """An argument; where a condition is meant, one that cannot be decided is null."""
        condition = op == "logic" or (op == "select" and place == 0)
        undecided = condition and not isinstance(self._constants.get(index, True), bool)
        return "null::boolean" if undecided else self.text(index)

    def _last_levels(self, outputs: Sequence[int]) -> dict[int, int]:
        """The outermost subquery that reads each instruction, the query itself being one more than their number."""
        last = dict.fromkeys(self._order, 0)
        last.update(dict.fromkeys(outputs, self.height + 1))
        for index in reversed(self._order):
            reach = self._level[index] + 1 if index in self._named else last[index]
            if index not in self._constants:
                for arg in self._tape.code[index].args:
                    last[arg] = max(last[arg], reach)
        return last


def _constant(value: float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else literal(value)


def _template(tape: Tape, index: int, constants: Mapping[int, Any]) -> tuple[str, tuple[int, ...]]:
    """The form of an instruction with a place for each argument, and its arguments."""
    op, data, args = tape.code[index]
    if op == "call":
        return FACES.get(data) or OF_ANY_NUMBER[data](len(args)), args
    if op == "power":
        return _power(data), args
    if op == "div" and args[1] in constants:
        return ("({0} / {1})" if constants[args[1]] else NAN), args
    if op == "relation":
        undecided = " or ".join(f"isnan({{{place}}})" for place, arg in enumerate(args) if arg not in constants)
        return f"case when {undecided} then null else {{0}} {_RELATIONS.get(data, data)} {{1}} end", args
    return _TEMPLATES[data if op == "logic" else op], args


_RELATIONS = {"==": "=", "!=": "<>"}

_TEMPLATES = {
    "input": "",
    "add": "({0} + {1})",
    "sub": "({0} - {1})",
    "mul": "({0} * {1})",
    "div": DIVISION,
    "neg": "(-{0})",
    "pow": POWER,
    "select": f"case when {{0}} then {{1}} when not {{0}} then {{2}} else {NAN} end",
    # Where the first cannot be decided, neither can the whole, whatever the second says.
    "and": "case when {0} then {1} when not {0} then false end",
    "or": "case when {0} then true when not {0} then {1} end",
    "not": "(not {0})",
}


def _power(exponent: Any) -> str:
    """A power with an exact exponent; the real root where its denominator is odd."""
    times, root = exponent.numerator, exponent.denominator
    if root == 1 and 2 <= times <= 4:
        return f"({' * '.join(['{0}'] * times)})"
    if root <= 3:
        base = ("{0}", "sqrt({0})", "cbrt({0})")[root - 1]
        power = base if times == 1 else f"pow({base}, {literal(as_float(times))})"
        if abs(times) >= _EXACT and times % 2:
            power = f"case when {{0}} < 0e0 then -pow(-{base}, {literal(as_float(times))}) else {power} end"
    else:
        power = f"pow({{0}}, {literal(as_float(exponent))})"
        if root % 2 == 0:
            power = f"case when {{0}} < 0e0 then {NAN} else {power} end"
        else:
            power = f"pow(abs({{0}}), {literal(as_float(exponent))})"
            power = f"case when {{0}} < 0e0 then -{power} else {power} end" if times % 2 else power
    return power if times > 0 else f"case when {{0}} = 0e0 then {NAN} else {power} end"
