"""THE table of methods: each is a recipe of a few transforms. Adding a method is adding a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from calcgd.descent.settings import Settings
from calcgd.descent.transforms import Transform, chain, descend, newton, scale_by_adam, trace
from calcgd.errors import BadInput


class Method(NamedTuple):
    """One method of descent.

    title          what it is called in a sentence
    formula        the update, in text
    recipe         its transforms for a learning rate and the settings
    rate           the learning rate where none is given
    needs_hessian  whether it asks the problem for second derivatives
    stability      c such that on a quadratic with largest curvature L the method is stable exactly for learning
                   rates below c / L; None where there is no such bound
    """

    title: str
    formula: str
    recipe: Callable[[float, Settings], Transform]
    rate: float = 0.1
    needs_hessian: bool = False
    stability: Callable[[Settings], float] | None = None


METHODS: dict[str, Method] = {
    "gd": Method(
        "gradient descent",
        "x_new = x - lr*gradient",
        lambda rate, settings: descend(rate),
        stability=lambda settings: 2.0,
    ),
    "momentum": Method(
        "gradient descent with momentum",
        "v_new = momentum*v + gradient; x_new = x - lr*v_new",
        lambda rate, settings: chain(trace(settings.momentum), descend(rate)),
        stability=lambda settings: 2 * (1 + settings.momentum),
    ),
    "adam": Method(
        "Adam",
        "m_new = 0.9*m + 0.1*gradient; s_new = 0.999*s + 0.001*gradient**2; "
        "x_new = x - lr*(m_new/(1 - 0.9**t))/(sqrt(s_new/(1 - 0.999**t)) + 1e-8)",
        lambda rate, settings: chain(scale_by_adam(), descend(rate)),
    ),
    "newton": Method(
        "Newton-Raphson",
        "x_new = x - lr*inverse(hessian)*gradient",
        lambda rate, settings: chain(newton, descend(rate)),
        rate=1.0,
        needs_hessian=True,
    ),
}


def method_named(name: str) -> Method:
    """The row of `METHODS` for a name; raises `BadInput` for a name that is not there."""
    try:
        return METHODS[name]
    except KeyError:
        from difflib import get_close_matches

        near = get_close_matches(name, METHODS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"the methods are {', '.join(METHODS)}"
        raise BadInput(f"there is no method called {name!r}", hint=hint) from None
