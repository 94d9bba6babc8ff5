"""How long something optional is waited for, a proof or a shorter form. To go without it is no error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from calcgd.algebra.engine import forget_unfinished_work, shallowly
from calcgd.algebra.time_limit import within
from calcgd.errors import OutOfTime

T = TypeVar("T")


def wait(seconds: float | None, work: Callable[..., T], *args: Any) -> T | None:
    """`work(*args)`, or None where it has not ended after `seconds` (None: no limit), or goes too deep."""
    try:
        return within(seconds, shallowly, work, *args)
    except RecursionError:
        return None
    except OutOfTime:
        forget_unfinished_work()
        return None
