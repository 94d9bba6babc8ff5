"""Calculus and gradient descent, for the command line and for notebooks.

    from calcgd import parse, differentiate, gradient, descend

    differentiate("x**2 - 4*x + 6").derivative
    descend("x**2 - 4*x + 6", {"x": 8}, rate=0.1).point

The names are loaded when they are first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself is not worth importing here
if TYPE_CHECKING:
    from typing import Any

    from calcgd.calculus.derivative import differentiate
    from calcgd.calculus.gradient import gradient
    from calcgd.descent.drive import descend
    from calcgd.expression import parse

__version__ = "0.1.0"
__all__ = ["__version__", "descend", "differentiate", "gradient", "parse"]

_HOMES = {
    "parse": "calcgd.expression",
    "differentiate": "calcgd.calculus.derivative",
    "gradient": "calcgd.calculus.gradient",
    "descend": "calcgd.descent.drive",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'calcgd' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
