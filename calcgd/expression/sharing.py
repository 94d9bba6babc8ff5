"""What all nodes share: the class, the tables that make equal nodes one object, and what is remembered by node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

N = TypeVar("N", bound="Node")
D = TypeVar("D", bound=dict[Any, Any])
K = TypeVar("K")
V = TypeVar("V")

_tables: list[Table[Any]] = []
_permanent: list[Node] = []
_caches: list[dict[Any, Any]] = []


def keep(node: Any) -> Any:
    """Make a node that a module holds on to outlive `forget`."""
    _permanent.append(node)
    return node


def cache(memory: D) -> D:
    """Register a dictionary of results kept by node, to be emptied by `forget`."""
    _caches.append(memory)
    return memory


class Worked(dict[K, V], Generic[K, V]):
    """Results that are worked out when they are first asked for, by indexing."""

    def __init__(self, work: Callable[[K], V]) -> None:
        self.work = work
        cache(self)

    def __missing__(self, key: K) -> V:
        found = self[key] = self.work(key)
        return found


def forget() -> None:
    """Drop every shared node and remembered result, so that a batch stays small.

    Nodes made before are not equal to nodes made after: call it only between expressions that never meet.
    """
    for memory in (*_tables, *_caches):
        memory.clear()
    for node in _permanent:
        node.table[node.table.key(node)] = node


class Draft:
    """The layout of every node, and what a node is while it is put together: one that may still be changed."""

    __slots__ = ("args", "content", "free")
    args: tuple[Node, ...]
    free: frozenset[str]
    content: Any


class Node(Draft):
    """A part of an expression.

    `args` are the children, `free` the names of the variables below, `content` what else there is to it (the value of
    a number, the name of a function). Made once for equal contents and never changed.
    """

    __slots__ = ()
    table: ClassVar[Table[Any]]
    """All nodes of the class."""

    def __init_subclass__(cls, kept_in: type[Table[Any]] | None = None) -> None:
        if kept_in is not None:
            cls.table = kept_in(cls)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def parts(self) -> tuple[Any, ...]:
        """What the class was called with: `type(node)(*node.parts()) is node`."""
        return self.args

    def over(self, args: Sequence[Node]) -> Any:
        """The same kind of node over other children."""
        return type(self)(*args)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self.parts())

    def __str__(self) -> str:
        from calcgd.expression.text import text

        return text(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.parts()))})"

    def _repr_latex_(self) -> str:
        from calcgd.render.latex import latex

        return f"${latex(self)}$"


class Table(dict[Any, N]):
    """The nodes of one class that have no content but their children, by these; made when they are first asked for."""

    def __init__(self, kind: type[N]) -> None:
        self.kind = kind
        _tables.append(self)

    def __missing__(self, args: tuple[Node, ...]) -> N:
        node: Any = Draft()
        node.args = args
        node.content = None
        node.free = free_in(args)
        # To become a node in place is twice as fast as to be made one whose attributes cannot be set.
        node.__class__ = self.kind
        self[args] = node
        return node

    def key(self, node: Node) -> Any:
        """The place of a node in the table."""
        return node.args


class Leaves(Table[N]):
    """Nodes without children, by their content."""

    def __missing__(self, content: Any) -> N:
        node = self[content] = finished(self.kind, (), _nothing, content)
        return node

    def key(self, node: Node) -> Any:
        return node.content


class Named(Table[N]):
    """Nodes with content and children, by both."""

    def __missing__(self, key: tuple[Any, tuple[Node, ...]]) -> N:
        content, args = key
        node = self[key] = finished(self.kind, args, free_in(args), content)
        return node

    def key(self, node: Node) -> Any:
        return (node.content, node.args)


def finished(kind: type[N], args: tuple[Node, ...], free: frozenset[str], content: Any) -> N:
    """A new node, not yet in the table of its kind."""
    node: Any = Draft()
    node.args = args
    node.content = content
    node.free = free
    node.__class__ = kind
    return node


_nothing: frozenset[str] = frozenset()


def free_in(args: tuple[Node, ...]) -> frozenset[str]:
    """The names of the variables in any of `args`."""
    free = _nothing
    for arg in args:
        other = arg.free
        if other is not free and not other <= free:
            free = free | other if free else other
    return free
