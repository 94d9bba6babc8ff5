"""Calculus and gradient descent, for the command line and for notebooks.

    from calcgd import critical_points, descend, differentiate, fit, gradient, parse

    differentiate("x**2 - 4*x + 6").derivative
    descend("x**2 - 4*x + 6", {"x": 8}, rate=0.1).point
    fit("a*x + b", {"x": [0, 1, 2], "y": [1, 3, 6]}, target="y").parameters

The names are loaded when they are first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself is not worth importing here
if TYPE_CHECKING:
    from typing import Any

    from calcgd.calculus.critical import critical as critical_points
    from calcgd.calculus.derivative import differentiate
    from calcgd.calculus.gradient import gradient
    from calcgd.descent.drive import descend
    from calcgd.expression import parse
    from calcgd.fitting.at_once import fit

__version__ = "0.1.0"
__all__ = ["__version__", "critical_points", "descend", "differentiate", "fit", "gradient", "parse"]

_HOMES = {
    "parse": ("calcgd.expression", "parse"),
    "differentiate": ("calcgd.calculus.derivative", "differentiate"),
    "gradient": ("calcgd.calculus.gradient", "gradient"),
    "critical_points": ("calcgd.calculus.critical", "critical"),
    "descend": ("calcgd.descent.drive", "descend"),
    "fit": ("calcgd.fitting.at_once", "fit"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'calcgd' has no attribute '{name}'")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
