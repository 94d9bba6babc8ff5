"""Systems of equations that are solved by hand: one equation after the other, its solutions put into the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from calcgd.calculus.critical.bounds import range_of
from calcgd.calculus.line.factors import factors_of
from calcgd.calculus.line.interval import Interval
from calcgd.calculus.line.kernels import Kernels, kernels_of, linear_parts
from calcgd.calculus.line.pieces import zeros_anywhere
from calcgd.calculus.line.real import Real, sign_at, value_at
from calcgd.expression.nodes import MINUS_ONE, ONE, ZERO, Call, E, Node, Number, Power, Product, Sum, Symbol
from calcgd.expression.signs import is_positive
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import UNDEFINED, add, divide, negate, power, subtract, tidy

MOST_SYSTEMS = 400
"""Systems that one system may lead to before it is given up."""

COUNTED = "every equation solved exactly"


class Stuck(Exception):
    """There is no equation that can be solved."""


Known = Mapping[str, Node | Real]
"""The variables that are known: as expressions in those that are not, or as numbers."""


class Substitution:
    """All solutions of equations in the variables `names`, each within its window.

    `points` have a number for each variable; `continua` are equations between variables some of which are free.
    """

    def __init__(self, names: Sequence[str], windows: Mapping[str, Interval]) -> None:
        self.points: list[dict[str, Real]] = []
        self.continua: list[tuple[Node, ...]] = []
        self._names = names
        self._windows = windows
        self._seen: set[frozenset[Node]] = set()

    def solve(self, equations: Sequence[Node], known: Known) -> None:
        """Add the solutions of tidy equations in the variables that are not known yet.

        Raises Stuck where they cannot be solved, and NoAnswer where an expression is too hard.
        """
        open_ones = [equation for equation in dict.fromkeys(equations) if not self._holds(equation)]
        if any(_has_no_zero(equation) for equation in open_ones):
            return
        if not open_ones:
            self._finish(known)
            return
        if len(self._seen) == MOST_SYSTEMS:
            raise Stuck
        self._seen.add(frozenset(open_ones))
        for step in (self._factored, self._solved_for_one, self._linear, self._by_kernels):
            if step(open_ones, known):
                return
        raise Stuck

    def _holds(self, equation: Node) -> bool:
        if equation.free or equation is UNDEFINED:
            return False
        sign = sign_at(equation, {})
        if sign is None:
            raise Stuck
        return sign == 0

    def _finish(self, known: Known) -> None:
        free = [name for name in self._names if name not in known]
        if free:
            if not all(isinstance(value, Node) for value in known.values()):
                raise Stuck
            self.continua.append(tuple(add(Symbol(name), negate(value)) for name, value in known.items()))  # type: ignore[arg-type]
            return
        point = {name: value for name, value in known.items() if isinstance(value, Real)}
        for name, value in known.items():
            if isinstance(value, Node):
                point[name] = value_at(value, {other: point[other] for other in value.free})
        if all(self._windows[name].contains(real) for name, real in point.items()):
            self.points.append({name: point[name] for name in self._names})

    def _factored(self, equations: list[Node], known: Known) -> bool:
        """Each factor of an equation may be the one that is zero."""
        for equation in equations:
            factors = factors_of(equation, min(equation.free))
            if factors != [equation]:
                rest = [other for other in equations if other is not equation]
                for factor in factors:
                    self.solve([factor, *rest], known)
                return True
        return False

    def _solved_for_one(self, equations: list[Node], known: Known) -> bool:
        """An equation in one variable gives numbers for it."""
        for equation in equations:
            if len(equation.free) == 1:
                (name,) = equation.free
                rest = [other for other in equations if other is not equation]
                found = zeros_anywhere(equation, name, self._windows[name])
                if found.complete and not found.everywhere:
                    for root in found.roots:
                        self._with_number(name, root, rest, known)
                    return True
        return False

    def _with_number(self, name: str, root: Real, rest: list[Node], known: Known) -> None:
        if root.exact is not None:
            self._with(name, root.exact, rest, known)
        elif any(name in equation.free for equation in rest):
            raise Stuck
        else:
            self.solve(rest, {**known, name: root})

    def _with(self, name: str, value: Node, rest: list[Node], known: Known) -> None:
        """Go on with `value` for a variable."""
        there = {name: value}
        placed = {other: tidy(substitute(old, there)) if isinstance(old, Node) else old for other, old in known.items()}
        replaced = [tidy(substitute(equation, there)) for equation in rest]
        if UNDEFINED not in replaced:
            self.solve(replaced, {**placed, name: value})

    def _linear(self, equations: list[Node], known: Known) -> bool:
        """An equation that is linear in a variable gives an expression for it."""
        for equation in equations:
            for name in sorted(equation.free):
                slope, start = linear_parts(equation, name)
                if slope is not None and start is not None and not slope.free and sign_at(slope, {}):
                    rest = [other for other in equations if other is not equation]
                    self._with(name, negate(divide(start, slope)), rest, known)
                    return True
        return False

    def _by_kernels(self, equations: list[Node], known: Known) -> bool:
        """The equations as polynomials in their kernels are eliminated from each other."""
        from calcgd.algebra.branching import branches
        from calcgd.algebra.polynomial import as_fraction

        kernels = _kernels_of_all(equations)
        names = sorted(kernels.meaning, key=lambda name: isinstance(kernels.meaning[name], Symbol))
        fractions = [as_fraction(part, names) for part in (*kernels.tree.args, *_relations(kernels))]
        if any(fraction is None for fraction in fractions):
            return False
        nonzero = [Symbol(name) for name in names if _is_never_zero(kernels.meaning[name])]
        systems = branches([fraction[0] for fraction in fractions if fraction is not None], names, nonzero)
        if systems is None:
            return False
        restored = [[kernels.restored(part) for part in system] for system in systems]
        if any(frozenset(part for part in system if part is not ZERO) in self._seen for system in restored):
            return False
        for system in restored:
            self.solve(system, known)
        return True


def _has_no_zero(equation: Node) -> bool:
    """Whether a constant that is not 0, or bounds that all values keep, exclude a solution."""
    if not equation.free:
        return True
    low, high = range_of(equation)
    return any(
        bound is not None and ((sign_at(bound.at, {}) or 0) == way or (bound.at is ZERO and not bound.reached))
        for bound, way in ((low, 1), (high, -1))
    )


def _kernels_of_all(equations: Sequence[Node]) -> Kernels:
    """Several expressions in terms of the same kernels: the parts of the tree, in their order."""
    marks = [f"mark {place}" for place in range(len(equations))]
    marked = Sum([Product((Symbol(mark), equation)) for mark, equation in zip(marks, equations, strict=True)])
    found = kernels_of(marked, min(equations[0].free))
    places = {kernel: name for name, kernel in found.meaning.items()}
    names = [places[Symbol(mark)] for mark in marks]
    parts = [tidy(substitute(found.tree, {other: ONE if other == name else ZERO for other in names})) for name in names]
    meaning = {name: kernel for name, kernel in found.meaning.items() if name not in names}
    return Kernels(Sum(parts), meaning)


def _is_never_zero(kernel: Node) -> bool:
    return is_positive(kernel) or (isinstance(kernel, Power) and (kernel.args[0] is E or bool(kernel.args[1].free)))


def _relations(kernels: Kernels) -> Iterator[Node]:
    """What is zero of the kernels: a sine and a cosine squared add up to 1, a root to its index is what it is of."""
    names = {kernel: name for name, kernel in kernels.meaning.items()}
    plain = {kernel.name: Symbol(name) for kernel, name in names.items() if isinstance(kernel, Symbol)}
    for kernel, name in names.items():
        if isinstance(kernel, Power) and isinstance(kernel.args[1], Number) and kernel.args[0].free <= plain.keys():
            base, exponent = substitute(kernel.args[0], plain), kernel.args[1].value
            whole = power(Symbol(name), Number(exponent.denominator))
            yield subtract(whole, power(tidy(base), Number(exponent.numerator)))
        cosine = names.get(Call("cos", kernel.args))
        if isinstance(kernel, Call) and kernel.name == "sin" and cosine is not None:
            yield add(*(power(Symbol(part), Number(2)) for part in (name, cosine)), MINUS_ONE)
