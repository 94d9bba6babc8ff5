"""SymPy is loaded late, once, and in peace."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import calcgd.algebra
from calcgd.algebra import engine
from calcgd.algebra.engine import attempt
from calcgd.errors import OutOfTime

MODULES = sorted(path.stem for path in Path(calcgd.algebra.__file__).parent.glob("*.py") if path.stem != "__init__")


def in_a_new_process(code: str, **environment: str) -> object:
    """What `code` prints as JSON."""
    kept = {name: value for name, value in os.environ.items() if name != "SYMPY_GROUND_TYPES"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=kept | environment
    )
    return json.loads(done.stdout)


def test_importing_the_room_loads_no_sympy_and_no_mpmath() -> None:
    imports = "".join(f"import calcgd.algebra.{name}\n" for name in MODULES)
    loaded = in_a_new_process(imports + "import json, sys; print(json.dumps(list(sys.modules)))")
    assert isinstance(loaded, list)
    assert not {"sympy", "mpmath", "numpy"} & set(loaded)


def test_values_at_a_point_and_refutations_need_no_sympy() -> None:
    code = """
import json, sys
from calcgd.algebra.prove import equal
from calcgd.expression import parse
verdict = equal(parse("sin(2x)").tree, parse("2*sin(x)").tree)
print(json.dumps([verdict.status, "sympy" in sys.modules]))
"""
    assert in_a_new_process(code) == ["refuted", False]


def test_the_ground_types_are_chosen_not_inherited() -> None:
    code = """
import json, os
from calcgd.algebra import engine
engine.sin
print(json.dumps(os.environ["SYMPY_GROUND_TYPES"]))
"""
    assert in_a_new_process(code) == "python"
    assert in_a_new_process(code, SYMPY_GROUND_TYPES="auto") == "python"


def test_loading_sympy_leaves_garbage_collection_as_it_was() -> None:
    code = """
import gc, json
from calcgd.algebra import engine
{before}
engine.sin
print(json.dumps([gc.isenabled(), gc.get_freeze_count() > 10_000]))
"""
    assert in_a_new_process(code.format(before="gc.enable()")) == [True, True]
    assert in_a_new_process(code.format(before="gc.disable()")) == [False, True]


def test_a_time_limit_does_not_break_the_loading_of_sympy() -> None:
    code = """
import json
from calcgd.algebra import engine
from calcgd.algebra.time_limit import within
from calcgd.errors import OutOfTime
try:
    within(0.05, lambda: engine.Symbol)
    ended = False
except OutOfTime:
    ended = True
x = engine.Symbol("x", real=True)
print(json.dumps([ended, str(engine.diff(engine.sin(x)**2, x))]))
"""
    assert in_a_new_process(code) == [True, "2*sin(x)*cos(x)"]


def test_names_are_those_of_sympy() -> None:
    import sympy

    assert engine.sin is sympy.sin
    with pytest.raises(AttributeError):
        engine.no_such_name  # noqa: B018


def test_an_attempt_that_fails_gives_nothing() -> None:
    assert attempt(divmod, 7, 2) == (3, 1)
    assert attempt(divmod, 7, 0) is None


def test_unfinished_work_is_forgotten_without_loading_sympy_for_it() -> None:
    code = """
import json, sys
from calcgd.algebra.engine import forget_unfinished_work
forget_unfinished_work()
print(json.dumps("sympy" in sys.modules))
"""
    assert in_a_new_process(code) is False


def test_recursion_without_end_does_not_end_the_process() -> None:
    code = """
import json, sys
from calcgd.algebra import engine
from calcgd.algebra.engine import attempt
from calcgd.algebra.patience import wait
class Endless(engine.Function):
    @classmethod
    def eval(cls, x):
        return Endless(x + 1) + 1
sys.setrecursionlimit(40_000)
x = engine.Symbol("x")
print(json.dumps([attempt(Endless, x), wait(60, Endless, x), sys.getrecursionlimit()]))
"""
    assert in_a_new_process(code) == [None, None, 40_000]


def test_an_attempt_does_not_swallow_the_time_limit() -> None:
    def late() -> None:
        raise OutOfTime("stopped")

    with pytest.raises(OutOfTime):
        attempt(late)


def test_garbage_collection_is_on_in_this_process() -> None:
    assert engine.pi
    assert gc.isenabled()
