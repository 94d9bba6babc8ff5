"""Sums and products of a tape put together anew, so that what comes late waits for as little as can be.

A step that needs the result of the step before takes as long as the chain of operations between the two. Sums and
products may be formed in any order but for rounding: whatever two operands are there first are joined first, which
makes the shortest chain (Baer and Bovet, "Compilation of arithmetic expressions for parallel computations", 1968).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from math import inf

from calcgd.numeric.tape import Tape

_SLOW = 4
"""How many additions other operations take, about."""

_CHAINS = {"add": ("add", "sub", "neg"), "sub": ("add", "sub", "neg"), "mul": ("mul", "neg")}
"""What is taken apart in a sum or a product."""


def balanced(tape: Tape, outputs: Sequence[int], late: Iterable[str]) -> tuple[Tape, list[int]]:
    """The same outputs on a new tape with the same variables, of which those in `late` come later than all others."""
    return _Balance(tape, late).moved(outputs)


class _Balance:
    def __init__(self, tape: Tape, late: Iterable[str]) -> None:
        self._old = tape
        self._new = Tape(tape.names)
        self._here = dict(zip(tape.inputs.values(), self._new.inputs.values(), strict=True))
        self._ready: dict[int, float] = {self._new.inputs[name]: 0.0 for name in late}
        self._uses: dict[int, int] = {}

    def moved(self, outputs: Sequence[int]) -> tuple[Tape, list[int]]:
        """The new tape, and the outputs on it."""
        needed = self._old.needed(outputs)
        for arg in (*outputs, *(arg for index in needed for arg in self._old.code[index].args)):
            self._uses[arg] = self._uses.get(arg, 0) + 1
        for index in needed:
            op, data, args = self._old.code[index]
            if op in _CHAINS:
                self._here[index] = self._joined(index, op)
            elif index not in self._here:
                places = [self._here[arg] for arg in args]
                self._here[index] = self._told(self._new.emit(op, data, *places), places, _SLOW)
        return self._new, [self._here[index] for index in outputs]

    def _told(self, place: int, operands: Iterable[int], cost: float) -> int:
        """An instruction of the new tape, noted with when it is ready: never late without an operand that is."""
        when = max((self._ready.get(operand, -inf) for operand in operands), default=-inf) + cost
        if when > -inf:
            self._ready.setdefault(place, when)
        return place

    def _joined(self, index: int, op: str) -> int:
        """A sum or a product of its operands, those first that are ready first."""
        operands = self._operands(index, _CHAINS[op])
        waiting = [
            (self._ready.get(self._here[one], -inf), order, self._here[one], negative)
            for order, (one, negative) in enumerate(operands)
        ]
        heapify(waiting)
        order = len(waiting)
        while len(waiting) > 1:
            _, _, a, minus_a = heappop(waiting)
            _, _, b, minus_b = heappop(waiting)
            if op == "mul":
                place, negative = self._new.mul(a, b), minus_a != minus_b
            elif minus_a == minus_b:
                place, negative = self._new.add(a, b), minus_a
            else:
                place, negative = self._new.sub(*((b, a) if minus_a else (a, b))), False
            self._told(place, (a, b), 1)
            heappush(waiting, (self._ready.get(place, -inf), order, place, negative))
            order += 1
        _, _, place, negative = waiting[0]
        return self._told(self._new.neg(place), [place], 0) if negative else place

    def _operands(self, index: int, chain: Sequence[str]) -> list[tuple[int, bool]]:
        """What is added up or multiplied, each with whether its sign is turned."""
        stack, found = [(index, False)], []
        while stack:
            one, negative = stack.pop()
            op, _, args = self._old.code[one]
            if op not in chain or not (one == index or self._may_be_opened(one, op)):
                found.append((one, negative))
                continue
            turned = [negative, negative != (op == "sub")] if op != "neg" else [not negative]
            if op == "mul":
                turned = [negative, False]
            stack += reversed(list(zip(args, turned, strict=True)))
        return found

    def _may_be_opened(self, index: int, op: str) -> bool:
        """Whether nothing is worked out twice by it that is late."""
        early = [self._here[arg] not in self._ready for arg in self._old.code[index].args]
        return self._uses[index] == 1 or (op != "neg" and any(early))
