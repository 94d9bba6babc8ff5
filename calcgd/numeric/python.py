"""Tapes as Python functions over floats: the reference kernels.

One function is generated for each tape and compiled. Nothing a user wrote reaches the compiler: variables are called
v0, v1, ..., results t0, t1, ..., numbers are `repr` of floats, and the only other names are those of `numeric.real`
and of functions numbered here. A kernel takes one sequence of floats and never raises: what has no real value is nan
(so is a division by zero), what is too large is +-inf.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from calcgd.expression.nodes import Node
from calcgd.numeric.real import REAL, integer_power, power, root_power
from calcgd.numeric.tape import Tape
from calcgd.numeric.tapes import gradient_tape, hessian_tape, value_tape, values_tape

Floats = tuple[float, ...]


def compile_value(node: Node, names: Sequence[str]) -> Callable[[Sequence[float]], float]:
    """The value of a tree as a function of the variables `names`, in that order.

    Raises `BadInput` for a variable that is not among them and for a function that is only a name.
    """
    return compiled(*value_tape(node, names))


def compile_values(nodes: Iterable[Node], names: Sequence[str]) -> Callable[[Sequence[float]], Floats]:
    """The values of several trees, worked out together; raises as `compile_value` does."""
    return compiled(*values_tape(nodes, names))


def compile_gradient(node: Node, names: Sequence[str]) -> Callable[[Sequence[float]], tuple[float, Floats]]:
    """The value and the partial derivatives by all `names`, in one pass; raises as `compile_value` does."""
    return compiled(*gradient_tape(node, names))


def compile_hessian(node: Node, names: Sequence[str]) -> Callable[[Sequence[float]], tuple[Floats, ...]]:
    """The matrix of second partial derivatives by rows, exactly symmetric; raises as `compile_value` does."""
    return compiled(*hessian_tape(node, names))


def constant_values(tape: Tape, needed: Iterable[int]) -> dict[int, Any]:
    """What those of some instructions that rest on no variable give: floats; True, False or nan for a condition.

    With an instruction, `needed` must hold those that it rests on, in their order.
    """
    fixed = [index for index in needed if not tape.varies[index]]
    return dict(zip(fixed, _function(tape, fixed, fixed, {})(()), strict=True))


def as_float(value: Any) -> float:
    """The float nearest to an exact rational, +-inf where it is too large for one; nan stays."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def compiled(tape: Tape, outputs: Any) -> Callable[[Sequence[float]], Any]:
    """A function that gives the results of instructions, in nested tuples as `outputs` nests their numbers."""
    needed = tape.needed(_flat(outputs))
    known = {index: _literal(value) for index, value in constant_values(tape, needed).items()}
    return _function(tape, needed, outputs, known)


def _function(tape: Tape, needed: Sequence[int], outputs: Any, known: dict[int, str]) -> Callable[..., Any]:
    namespace: dict[str, Any] = dict(_NAMESPACE)
    exec(compile(_source(tape, needed, outputs, known, namespace), "<kernel>", "exec"), namespace)
    return namespace["kernel"]


def _source(tape: Tape, needed: Sequence[int], outputs: Any, known: dict[int, str], namespace: dict[str, Any]) -> str:
    """The text of the kernel; functions that have no name yet are numbered in `namespace`."""
    names = dict(known)
    inputs = {index: f"v{place}" for place, index in enumerate(tape.inputs.values())}
    lines = ["def kernel(x):"]
    if any(tape.code[index].op == "input" for index in needed):
        lines.append(f" {', '.join(inputs.values())}, = x")
    names |= inputs
    for index in needed:
        op, data, args = tape.code[index]
        if op == "number":
            names[index] = _literal(as_float(data))
        elif op == "constant":
            names[index] = _CONSTANTS[data]
        elif index not in names:
            names[index] = f"t{index}"
            lines.append(f" t{index} = {_expression(op, data, [names[arg] for arg in args], namespace)}")
    lines.append(f" return {_nested(outputs, names)}")
    return "\n".join(lines)


def _flat(outputs: Any) -> Iterable[int]:
    if isinstance(outputs, int):
        return [outputs]
    return [index for part in outputs for index in _flat(part)]


def _nested(outputs: Any, names: dict[int, str]) -> str:
    if isinstance(outputs, int):
        return names[outputs]
    return f"({''.join(_nested(part, names) + ', ' for part in outputs)})"


def _literal(value: Any) -> str:
    text = repr(value)
    return f"({text})" if text[0] == "-" else text


# ---- one expression for each operation; operands are names and literals, so that they may be written twice


def _expression(op: str, data: Any, args: list[str], namespace: dict[str, Any]) -> str:
    if op == "call":
        template = _INLINE.get(data)
        return template.format(*args) if template else f"{_face(data, namespace)}({', '.join(args)})"
    if op == "partial":
        return f"{_numbered(namespace, _partial(*data))}({', '.join(args)})"
    if op == "power":
        return _power(args[0], data)
    if op == "truth":
        return repr(data)
    if op == "div" and not _is_name(args[1]):
        return f"{args[0]} / {args[1]}" if float(args[1].strip("()")) else "nan"
    if op == "relation" and "nan" in args:
        return "nan"
    if op == "relation":
        real = " and ".join(f"{arg} == {arg}" for arg in args if _is_name(arg))
        return f"{args[0]} {data} {args[1]} if {real or True} else nan"
    return _TEMPLATES[data if op == "logic" else op].format(*args)


def _is_name(operand: str) -> bool:
    return operand[0] in "tv"


_TEMPLATES = {
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "div": "{0} / {1} if {1} else nan",
    "neg": "-{0}",
    "pow": "power({0}, {1})",
    # A condition is True, False or, where it cannot be decided, nan: that is not equal to itself.
    "select": "({1} if {0} else {2}) if {0} == {0} else nan",
    "and": "({0} and {1}) if {0} == {0} else nan",
    "or": "{0} or {1}",
    "not": "(not {0}) if {0} == {0} else nan",
}

_INLINE = {
    "sqrt": "sqrt({0}) if {0} >= 0.0 else nan",
    "exp": "exp({0}) if {0} < 709.0 else real_exp({0})",
    "log": "log({0}) if {0} > 0.0 else nan",
    "sin": "sin({0}) if -inf < {0} < inf else nan",
    "cos": "cos({0}) if -inf < {0} < inf else nan",
    "relu": "0.0 if {0} < 0.0 else {0}",
}

_CONSTANTS = {"pi": repr(math.pi), "e": repr(math.e), "oo": "inf"}
_PLAIN = ("sqrt", "exp", "log", "sin", "cos")
_NAMESPACE: dict[str, Any] = {
    "__builtins__": {},
    "nan": math.nan,
    "inf": math.inf,
    "power": power,
    "integer_power": integer_power,
    "root_power": root_power,
    **{f"real_{name}": function for name, function in REAL.items()},
    **{name: getattr(math, name) for name in _PLAIN},
}


def _face(name: str, namespace: dict[str, Any]) -> str:
    return f"real_{name}" if name in REAL else _numbered(namespace, _special(name))


def _numbered(namespace: dict[str, Any], function: Callable[..., float]) -> str:
    name = f"f{len(namespace)}"
    namespace[name] = function
    return name


def _special(name: str) -> Callable[..., float]:
    from calcgd.numeric.special import real_function

    return real_function(name)


def _partial(name: str, orders: tuple[int, ...]) -> Callable[..., float]:
    from calcgd.numeric.special import real_partial_derivative

    return real_partial_derivative(name, orders)


def _power(base: str, exponent: Any) -> str:
    times, root = exponent.numerator, exponent.denominator
    if root == 1 and 2 <= times <= 4:
        return " * ".join([base] * times)
    odd = times % 2 == 1
    if root == 1:
        return f"integer_power({base}, {as_float(exponent)!r}, {odd})"
    if root == 2:
        radical = f"sqrt({base}) if {base} >= 0.0 else nan"
        return radical if times == 1 else f"integer_power({radical}, {as_float(times)!r}, {odd})"
    if root == 3:
        return f"real_cbrt({base})" if times == 1 else f"integer_power(real_cbrt({base}), {as_float(times)!r}, {odd})"
    return f"root_power({base}, {as_float(exponent)!r}, {root % 2 == 0}, {odd})"
