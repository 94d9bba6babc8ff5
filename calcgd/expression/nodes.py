"""The tree: immutable, shared nodes. Equal subtrees are one object, so `is` and `==` are the same test.

Two dialects share these classes. A *typed* tree keeps what the user wrote (`Quotient`, `Negation`, the order of
terms, `x*x*x`). A *tidy* tree, made by `expression.tidy`, has neither `Quotient` nor `Negation`: there a quotient is
a product with negative powers and a negation is a product with the number -1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from calcgd.expression.sharing import Draft, Leaves, Named, Node, Table, finished, keep


class _Numbers(Leaves):
    """By their value where that is whole, else by numerator and denominator, which are hashed faster."""

    def __missing__(self, key: Any) -> Any:
        value = key
        if type(key) is tuple:
            from fractions import Fraction

            value = Fraction(*key)
        node = self[key] = finished(self.kind, (), frozenset(), value)
        return node

    def key(self, node: Node) -> Any:
        value = node.content
        return value if type(value) is int else value.as_integer_ratio()


class Number(Node, kept_in=_Numbers):
    """An exact rational: `value` is an int, or a Fraction that is not whole."""

    __slots__ = ()
    value: Any = Draft.content

    def __new__(cls, value: Any) -> Number:
        if type(value) is int:
            return NUMBERS[value]
        numerator, denominator = value.as_integer_ratio()
        return NUMBERS[numerator] if denominator == 1 else NUMBERS[numerator, denominator]

    def parts(self) -> tuple[Any, ...]:
        return (self.value,)


class _Name(Node):
    __slots__ = ()
    name: str = Draft.content

    def __new__(cls, name: str) -> Any:
        return cls.table[name]

    def parts(self) -> tuple[Any, ...]:
        return (self.name,)


class Constant(_Name, kept_in=Leaves):
    """A named constant: `pi`, `e`, or `oo` (infinity, only where a limit is meant)."""

    __slots__ = ()


class _Symbols(Leaves):
    def __missing__(self, name: str) -> Any:
        node = self[name] = finished(self.kind, (), frozenset((name,)), name)
        return node


class Symbol(_Name, kept_in=_Symbols):
    """A real variable."""

    __slots__ = ()


class Truth(Node, kept_in=Leaves):
    """The condition that always (`value` true) or never holds."""

    __slots__ = ()
    value: bool = Draft.content

    def __new__(cls, value: bool) -> Truth:
        return cls.table[value]

    def parts(self) -> tuple[Any, ...]:
        return (self.value,)


class _Many(Node):
    """Called with one iterable of parts."""

    __slots__ = ()

    def __new__(cls, args: Iterable[Node]) -> Any:
        return cls.table[tuple(args)]

    def parts(self) -> tuple[Any, ...]:
        return (self.args,)

    def over(self, args: Sequence[Node]) -> Any:
        return self.table[tuple(args)]


class Sum(_Many, kept_in=Table):
    """Two or more terms added. In a typed tree a subtracted term is a `Negation`."""

    __slots__ = ()


class Product(_Many, kept_in=Table):
    """Two or more factors multiplied."""

    __slots__ = ()


class Piecewise(_Many, kept_in=Table):
    """Values and their conditions in turn: `args` is (value, condition, value, condition, ...).

    The first condition that holds decides. Where none holds the expression is undefined. A last condition of
    `Truth(True)` is the `else`.
    """

    __slots__ = ()

    @property
    def pieces(self) -> list[tuple[Node, Node]]:
        return list(zip(self.args[::2], self.args[1::2], strict=True))


class _Few(Node):
    """Called with its parts one by one."""

    __slots__ = ()

    def over(self, args: Sequence[Node]) -> Any:
        return self.table[tuple(args)]


class _Two(_Few):
    __slots__ = ()

    def __new__(cls, first: Node, second: Node) -> Any:
        return cls.table[first, second]


class Quotient(_Two, kept_in=Table):
    """Numerator over denominator, as typed (`args`)."""

    __slots__ = ()


class Power(_Two, kept_in=Table):
    """Base and exponent (`args`). A rational exponent with an odd denominator means the real root."""

    __slots__ = ()


class Negation(_Few, kept_in=Table):
    """A minus sign before its only argument, as typed."""

    __slots__ = ()

    def __new__(cls, arg: Node) -> Negation:
        return cls.table[(arg,)]


class _Named(Node):
    """Called with a name or sign, then one iterable of parts."""

    __slots__ = ()

    def __new__(cls, name: str, args: Iterable[Node]) -> Any:
        return cls.table[name, tuple(args)]

    def parts(self) -> tuple[Any, ...]:
        return (self.content, self.args)

    def over(self, args: Sequence[Node]) -> Any:
        return self.table[self.content, tuple(args)]


class Call(_Named, kept_in=Named):
    """A function of the table applied to `args`; `name` is its canonical spelling."""

    __slots__ = ()
    name: str = Draft.content


class Logic(_Named, kept_in=Named):
    """`op` is "and", "or" (two or more args) or "not" (one arg), over conditions."""

    __slots__ = ()
    op: str = Draft.content


class Relation(_Named, kept_in=Named):
    """A comparison of two numbers; `op` is one of < <= > >= == !=."""

    __slots__ = ()
    op: str = Draft.content

    def __new__(cls, op: str, left: Node, right: Node) -> Relation:
        return cls.table[op, (left, right)]

    def parts(self) -> tuple[Any, ...]:
        return (self.op, *self.args)


class Unknown(_Named, kept_in=Named):
    """A function that is only a name (`f(x)`, `f'(x)`), differentiated `orders[i]` times in its i-th argument."""

    __slots__ = ()

    def __new__(cls, name: str, args: Iterable[Node], orders: tuple[int, ...]) -> Unknown:
        return cls.table[(name, orders), tuple(args)]

    @property
    def name(self) -> str:
        return self.content[0]

    @property
    def orders(self) -> tuple[int, ...]:
        return self.content[1]

    def parts(self) -> tuple[Any, ...]:
        return (self.name, self.args, self.orders)


# For those who make very many: indexed by the contents of a node they give it sooner than a call of its class does.
NUMBERS = Number.table
SUMS = Sum.table
PRODUCTS = Product.table
POWERS = Power.table
CALLS = Call.table

ZERO: Node = keep(Number(0))
ONE: Node = keep(Number(1))
TWO: Node = keep(Number(2))
MINUS_ONE: Node = keep(Number(-1))
PI: Node = keep(Constant("pi"))
E: Node = keep(Constant("e"))
INFINITY: Node = keep(Constant("oo"))
TRUE: Node = keep(Truth(True))
FALSE: Node = keep(Truth(False))
