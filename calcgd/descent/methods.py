"""THE table of methods: each is a recipe of a few transforms. Adding a method is adding a row."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from calcgd.descent import first_order as first
from calcgd.descent.curvature import MOST_VARIABLES
from calcgd.descent.method import Method
from calcgd.descent.transforms import chain, descend, stateless
from calcgd.errors import BadInput


class _Room:
    """A module of this package that is loaded when something in it is asked for: most methods are not used in a run."""

    def __init__(self, name: str) -> None:
        self._name = f"calcgd.descent.{name}"

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


_conjugate, _contraction, _newton = _Room("conjugate"), _Room("contraction"), _Room("newton")
_quasi_newton, _trust_region = _Room("quasi_newton"), _Room("trust_region")
_direct_search, _golden_section, _sampling = _Room("direct_search"), _Room("golden_section"), _Room("sampling")

METHODS: dict[str, Method] = {
    "gd": Method(
        "gradient descent",
        "x_new = x - lr*gradient",
        "Cauchy (1847)",
        lambda rate, settings: descend(rate),
        stability=lambda settings: 2.0,
        contraction=lambda step, settings: _contraction.plain(step),
    ),
    "momentum": Method(
        "gradient descent with momentum",
        "v_new = momentum*v + gradient; x_new = x - lr*v_new",
        "Polyak (1964)",
        lambda rate, settings: chain(first.trace(settings.momentum), descend(rate)),
        stability=lambda settings: 2 * (1 + settings.momentum),
        contraction=lambda step, settings: _contraction.heavy_ball(step, settings.momentum),
        options=("momentum",),
    ),
    "nesterov": Method(
        "Nesterov's accelerated gradient",
        "v_new = momentum*v + gradient; x_new = x - lr*(gradient + momentum*v_new)",
        "Nesterov (1983); this form: Sutskever, Martens, Dahl and Hinton (2013)",
        lambda rate, settings: chain(first.trace(settings.momentum, nesterov=True), descend(rate)),
        stability=lambda settings: 2 * (1 + settings.momentum) / (1 + 2 * settings.momentum),
        contraction=lambda step, settings: _contraction.nesterov(step, settings.momentum),
        options=("momentum",),
    ),
    "adagrad": Method(
        "AdaGrad",
        "s_new = s + gradient**2; x_new = x - lr*gradient/(sqrt(s_new) + 1e-10)",
        "Duchi, Hazan and Singer (2011)",
        lambda rate, settings: chain(first.scale_by_adagrad(), descend(rate)),
        rate=1.0,
    ),
    "rmsprop": Method(
        "RMSProp",
        "s_new = 0.9*s + 0.1*gradient**2; x_new = x - lr*gradient/(sqrt(s_new) + 1e-8)",
        "Tieleman and Hinton (2012)",
        lambda rate, settings: chain(first.scale_by_rmsprop(), descend(rate)),
        rate=0.01,
    ),
    "adam": Method(
        "Adam",
        "m_new = 0.9*m + 0.1*gradient; s_new = 0.999*s + 0.001*gradient**2; "
        "x_new = x - lr*(m_new/(1 - 0.9**t))/(sqrt(s_new/(1 - 0.999**t)) + 1e-8)",
        "Kingma and Ba (2015)",
        lambda rate, settings: chain(first.scale_by_adam(), descend(rate)),
    ),
    "adamw": Method(
        "AdamW",
        "m_new = 0.9*m + 0.1*gradient; s_new = 0.999*s + 0.001*gradient**2; "
        "x_new = x - lr*((m_new/(1 - 0.9**t))/(sqrt(s_new/(1 - 0.999**t)) + 1e-8) + decay*x)",
        "Loshchilov and Hutter (2019)",
        lambda rate, settings: chain(first.scale_by_adam(), first.decay_weights(settings.weight_decay), descend(rate)),
        options=("weight_decay",),
    ),
    "amsgrad": Method(
        "AMSGrad",
        "m_new = 0.9*m + 0.1*gradient; s_new = 0.999*s + 0.001*gradient**2; u_new = max(u, s_new); "
        "x_new = x - lr*(m_new/(1 - 0.9**t))/(sqrt(u_new/(1 - 0.999**t)) + 1e-8)",
        "Reddi, Kale and Kumar (2018)",
        lambda rate, settings: chain(first.scale_by_adam(amsgrad=True), descend(rate)),
    ),
    "barzilai-borwein": Method(
        "the Barzilai-Borwein method",
        "s = x - x_old; y = gradient - gradient_old; x_new = x - (s.s)/(s.y)*gradient; the first step: lr*gradient",
        "Barzilai and Borwein (1988)",
        lambda rate, settings: first.barzilai_borwein(rate),
    ),
    "polyak": Method(
        "the Polyak step",
        "x_new = x - lr*(cost - least)/(gradient.gradient)*gradient; least: the target cost, 0 if not given",
        "Polyak (1987)",
        lambda rate, settings: chain(first.polyak_step(settings.target_cost or 0.0), descend(rate)),
        rate=1.0,
        finds_step=True,
        no_step="the cost is below what was taken for the least one; --target-cost gives the right one",
    ),
    "steepest": Method(
        "steepest descent by exact curvature",
        "x_new = x - lr*(gradient.gradient)/(gradient.H gradient)*gradient",
        "Cauchy (1847); Nocedal and Wright (2006), equation 3.26",
        lambda rate, settings: chain(stateless(first.exact_curvature, kernel=True), descend(rate)),
        rate=1.0,
        finds_step=True,
        needs_hessian=True,
        no_step="the cost is not curved upwards along the gradient",
    ),
    "newton": Method(
        "Newton-Raphson",
        "x_new = x - lr*inverse(hessian)*gradient",
        "Newton (1669), Raphson (1690), Simpson (1740)",
        lambda rate, settings: chain(_newton.newton, descend(rate)),
        rate=1.0,
        finds_step=True,
        needs_hessian=True,
        no_step="the matrix of second derivatives is singular or not defined there",
    ),
    "backtracking": Method(
        "steepest descent with backtracking",
        "x_new = x - a*gradient, a the first of lr, lr/2, lr/4, ... with "
        "cost(x_new) <= cost(x) - a*(gradient.gradient)/10000",
        "Armijo (1966); Nocedal and Wright (2006), algorithm 3.1",
        lambda rate, settings: _conjugate.backtracking(rate),
        rate=1.0,
        finds_step=True,
        monotone=True,
    ),
    "cg": Method(
        "the method of conjugate gradients",
        "b = max(0, gradient.(gradient - gradient_old)/(gradient_old.gradient_old)); d_new = b*d - gradient; "
        "x_new = x + a*d_new, a by a strong Wolfe search",
        "Hestenes and Stiefel (1952); Polak and Ribière (1969); b >= 0: Powell (1984)",
        lambda rate, settings: _conjugate.conjugate_gradient(rate),
        rate=1.0,
        finds_step=True,
        monotone=True,
    ),
    "bfgs": Method(
        "the BFGS method",
        "s = x - x_old; y = gradient - gradient_old; V = I - y s'/(s.y); M_new = V' M V + s s'/(s.y); "
        "x_new = x - a*M_new gradient, a by a strong Wolfe search",
        "Broyden, Fletcher, Goldfarb and Shanno (1970); Nocedal and Wright (2006), algorithm 6.1",
        lambda rate, settings: _quasi_newton.quasi_newton(rate, _quasi_newton.Dense),
        rate=1.0,
        finds_step=True,
        monotone=True,
    ),
    "lbfgs": Method(
        "the limited-memory BFGS method",
        "x_new = x - a*M gradient, a by a strong Wolfe search, M the matrix of bfgs made of the last 10 pairs s, y",
        "Nocedal (1980); Liu and Nocedal (1989)",
        lambda rate, settings: _quasi_newton.quasi_newton(rate, _quasi_newton.Limited),
        rate=1.0,
        finds_step=True,
        monotone=True,
    ),
    "trust-region": Method(
        "Newton's method in a trust region",
        "x_new = x + s, s the lowest point of gradient.s + s.hessian s/2 with |D s| <= r; "
        "r grows and shrinks by how well that foretells the cost, D scales the variables",
        "Goldfeld, Quandt and Trotter (1966); Moré and Sorensen (1983); Conn, Gould and Toint (2000)",
        lambda rate, settings: _trust_region.trust_region(rate, settings.tolerance),
        rate=1.0,
        needs_hessian=True,
        most_variables=MOST_VARIABLES,
        finds_step=True,
        monotone=True,
        escapes=True,
    ),
    "nelder-mead": Method(
        "Nelder and Mead's simplex",
        "x_new = the lowest corner of a simplex whose highest one is reflected, drawn out or drawn in; "
        "its first edges: lr*(1 + |x|)",
        "Nelder and Mead (1965); factors: Gao and Han (2012)",
        lambda rate, settings: _direct_search.nelder_mead(rate, settings.step_tolerance),
        finds_step=True,
        ends_itself=True,
    ),
    "golden-section": Method(
        "golden section search",
        "x_new = the lower one of two inner points of a bracket, which becomes 0.618 times as wide; "
        "the bounds, else growing steps downhill from lr*(1 + |x|) on, give the first bracket",
        "Kiefer (1953); the bracket: Press et al. (2007), section 10.1",
        lambda rate, settings: _golden_section.golden_section(rate, settings.step_tolerance),
        finds_step=True,
        one_variable=True,
        ends_itself=True,
    ),
    "grid": Method(
        "grid search",
        "x_new = the next point of a grid over the bounds with a lower cost than all before",
        "Box and Wilson (1951)",
        lambda rate, settings: _sampling.grid(settings.samples),
        finds_step=True,
        needs_bounds=True,
        ends_itself=True,
        options=("samples",),
    ),
    "random": Method(
        "random search",
        "x_new = the next random point within the bounds with a lower cost than all before",
        "Brooks (1958)",
        lambda rate, settings: _sampling.random_search(settings.samples, settings.seed),
        finds_step=True,
        needs_bounds=True,
        ends_itself=True,
        options=("samples", "seed"),
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
