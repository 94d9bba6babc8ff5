"""Balanced tapes: the same values but for rounding, and the shortest chains from what comes late."""

from __future__ import annotations

from math import ceil, log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.expression import parse
from calcgd.numeric.balance import balanced
from calcgd.numeric.lower import lower
from calcgd.numeric.python import compiled
from calcgd.numeric.tape import Tape

NAMES = ("p", "q", "u", "v", "w")


def tape_of(*texts: str) -> tuple[Tape, list[int]]:
    tape = Tape(NAMES)
    return tape, [lower(tape, parse(text).tree) for text in texts]


def wait(tape: Tape, output: int, late: str) -> int:
    """The operations that follow one another from a variable to an output."""
    waits = {tape.inputs[late]: 0}
    for index in tape.needed([output]):
        before = [waits[arg] for arg in tape.code[index].args if arg in waits]
        if before:
            waits[index] = max(before) + (tape.code[index].op != "neg")
    return waits.get(output, 0)


TEXTS = [
    "p*u + q*v + p*w + q*u + p*v - w",
    "p - 2*u*(p*u + q*v - w)*v*w",
    "-(p - u) - (q - v) + (w - p*q)",
    "exp(p*u + v - q)*u*v - (u + v + w + p)**2",
    "(p + u + v)*(q + v + w) + (p + u + v)*(w + u + 1)",
    "2*(3*(4*(5*p*u)*v)*w)",
    "u + v + w",
    "-(-(-p*u))*(-v)",
    "p*u if p*u + v + w + q > 0 else q*v*w*p",
]


@pytest.mark.parametrize("text", TEXTS)
@given(point=st.lists(st.floats(-3, 3), min_size=5, max_size=5))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_values_are_the_same_but_for_rounding(text: str, point: list[float]) -> None:
    tape, outputs = tape_of(text)
    new, moved = balanced(tape, outputs, ("p", "q"))
    expected = compiled(tape, outputs)(point)
    assert compiled(new, moved)(point) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("terms", [1, 2, 3, 7, 8, 9])
def test_a_sum_of_many_late_terms_is_a_tree(terms: int) -> None:
    tape, outputs = tape_of(" + ".join(["w", "v", *(f"p*u**{k}" for k in range(5, 5 + terms))]))
    new, moved = balanced(tape, outputs, ("p",))
    assert wait(new, moved[0], "p") == 1 + ceil(log2(terms + 1))


def test_what_is_late_is_joined_last() -> None:
    tape, outputs = tape_of("p*u*v*w + u + v + w")
    new, moved = balanced(tape, outputs, ("p",))
    assert wait(tape, outputs[0], "p") > 2
    assert wait(new, moved[0], "p") == 2


def test_shared_work_that_is_late_is_not_done_twice() -> None:
    tape, outputs = tape_of("(p*q + p*u + q*v)*u", "(p*q + p*u + q*v)*v")
    new, moved = balanced(tape, outputs, ("p", "q"))
    assert len(new.needed(moved)) == len(tape.needed(outputs))
