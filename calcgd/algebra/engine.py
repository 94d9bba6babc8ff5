"""SymPy, loaded at the first use of a name: `engine.sin` is `sympy.sin`. No other module imports sympy.

SymPy is only ever given objects, never a user's text: it would execute that.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from calcgd.errors import CalcgdError

T = TypeVar("T")

DEEPEST = 6000
"""Calls within calls where SymPy works: the 8 megabytes of stack that are usual last for about 9000 of them."""


def _load() -> Any:
    # With python-flint's types, which SymPy would take by itself, its import is slower and some of its work fails.
    os.environ["SYMPY_GROUND_TYPES"] = "python"
    collecting = gc.isenabled()
    gc.disable()  # a quarter of the import would be collections that free nothing
    waiting = _hold_alarm()
    try:
        import sympy
    finally:
        gc.freeze()
        if "duckdb" in sys.modules:
            gc.unfreeze()  # what is never collected its bindings would call leaked when the process ends
        if collecting:
            gc.enable()
        _release_alarm(waiting)
    return sympy


def _hold_alarm() -> Any:
    # A time limit that strikes between two of SymPy's modules would leave half of it behind for the next use.
    if hasattr(signal, "pthread_sigmask"):
        return signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    return None


def _release_alarm(waiting: Any) -> None:
    if waiting is not None:
        signal.pthread_sigmask(signal.SIG_SETMASK, waiting)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    value = getattr(sys.modules.get("sympy") or _load(), name)
    globals()[name] = value
    return value


def forget_unfinished_work() -> None:
    """Empty SymPy's caches: an expression in them whose properties were being worked out would never know them."""
    if "sympy" in sys.modules:
        sys.modules["sympy"].core.cache.clear_cache()


def shallowly(work: Callable[..., T], *args: Any) -> T:
    """`work(*args)`, with a RecursionError before SymPy, which may call itself without end, overflows the C stack.

    Our own recursion needs little of that stack for a level and may go deeper.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(min(before, DEEPEST))
    try:
        return work(*args)
    finally:
        sys.setrecursionlimit(before)


def attempt(work: Callable[..., T], *args: Any) -> T | None:
    """`work(*args)`, or None where SymPy fails at it: its failures are exceptions of any kind."""
    try:
        return shallowly(work, *args)
    except CalcgdError:
        raise
    except Exception:
        return None
