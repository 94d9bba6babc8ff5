"""The functions of the table as functions of mpmath: the only place that knows where the two differ.

Arguments and values are mpf; a value may also be complex or nan where there is no real one. Domains are not looked at
here: they are a column of the table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def mpmath_function(name: str) -> Callable[..., Any]:
    """The function of mpmath for a function of the table that the table does not define by others.

    It works in mpmath's current precision and raises what mpmath raises at poles and where a series does not converge.
    """
    from mpmath import mp

    return _OWN.get(name) or getattr(mp, _SPELLED.get(name, name))


def _airy(name: str) -> Callable[[Any], Any]:
    def derivative(u: Any) -> Any:
        from mpmath import mp

        return getattr(mp, name)(u, derivative=1)

    return derivative


_OWN: dict[str, Callable[..., Any]] = {
    "max": lambda *us: max(us),
    "min": lambda *us: min(us),
    "step": lambda u: (u.__class__(1) + (u > 0) - (u < 0)) / 2,
    "airyaiprime": _airy("airyai"),
    "airybiprime": _airy("airybi"),
}

_SPELLED = {
    "abs": "fabs",
    "Si": "si",
    "Ci": "ci",
    "Ei": "ei",
    "polygamma": "psi",
    "elliptic_k": "ellipk",
    "elliptic_e": "ellipe",
}
