"""Transforms that need no more than the gradients met on the way. All of them can run in machine code.

`b1`, `b2`, `decay`, `momentum` lie in [0, 1); `eps` keeps divisors away from zero. Powers of them are carried along as
numbers, so that a float and a machine-code run round alike.
"""

from __future__ import annotations

from typing import Any

from calcgd.descent.problem import At
from calcgd.descent.transforms import Direction, Transform, stateless
from calcgd.expression.nodes import Node
from calcgd.numeric.arithmetic import call, divide, dot, select, sqrt
from calcgd.numeric.kernel import Kernel
from calcgd.numeric.tapes import value_tape


def trace(momentum: float, nesterov: bool = False) -> Transform:
    """Heavy ball: `v_new = momentum*v + d`, and `v_new` is the direction (Polyak 1964).

    With `nesterov` the direction is `d + momentum*v_new` (Nesterov 1983, in the form of Sutskever et al. 2013). The
    state is v, zero at first.
    """

    def update(direction: Direction, velocity: Direction, at: At) -> tuple[Direction, Direction]:
        velocity = [momentum * v + d for v, d in zip(velocity, direction, strict=True)]
        ahead = [d + momentum * v for v, d in zip(velocity, direction, strict=True)] if nesterov else velocity
        return ahead, velocity

    return Transform(_zeros, update, kernel=True)


def scale_by_adagrad(eps: float = 1e-10) -> Transform:
    """Divide by the root of all squares so far: `s_new = s + d**2`, `d_new = d/(sqrt(s_new) + eps)`.

    Duchi, Hazan and Singer, "Adaptive subgradient methods" (2011).
    """

    def update(direction: Direction, squares: Direction, at: At) -> tuple[Direction, Direction]:
        squares = [s + d * d for s, d in zip(squares, direction, strict=True)]
        return _divided(direction, squares, eps), squares

    return Transform(_zeros, update, kernel=True)


def scale_by_rmsprop(decay: float = 0.9, eps: float = 1e-8) -> Transform:
    """Divide by the root of a running mean: `s_new = decay*s + (1-decay)*d**2`, `d_new = d/(sqrt(s_new) + eps)`.

    Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
    """

    def update(direction: Direction, squares: Direction, at: At) -> tuple[Direction, Direction]:
        squares = [decay * s + (1 - decay) * d * d for s, d in zip(squares, direction, strict=True)]
        return _divided(direction, squares, eps), squares

    return Transform(_zeros, update, kernel=True)


def scale_by_adam(b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8, amsgrad: bool = False) -> Transform:
    """Divide running means: `m = b1*m + (1-b1)*d`, `s = b2*s + (1-b2)*d**2`, and after t steps
    `d_new = (m/(1-b1**t))/(sqrt(s/(1-b2**t)) + eps)`.

    Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1. With `amsgrad` s is the largest
    one so far (Reddi, Kale and Kumar, "On the convergence of Adam and beyond", 2018), still corrected by `1-b2**t`.
    The state is (m, s, the largest s, b1**t, b2**t).
    """

    def init(n: int) -> tuple[Any, ...]:
        return _zeros(n), _zeros(n), _zeros(n) if amsgrad else [], 1.0, 1.0

    def update(direction: Direction, state: Any, at: At) -> tuple[Direction, Any]:
        means, squares, largest, b1_power, b2_power = state
        b1_power = b1_power * b1
        b2_power = b2_power * b2
        means = [b1 * m + (1 - b1) * d for m, d in zip(means, direction, strict=True)]
        squares = [b2 * s + (1 - b2) * d * d for s, d in zip(squares, direction, strict=True)]
        largest = [call("max", s, old) for s, old in zip(squares, largest, strict=True)] if amsgrad else []
        parts = zip(means, largest or squares, strict=True)
        scaled = [divide(divide(m, 1.0 - b1_power), sqrt(divide(s, 1.0 - b2_power)) + eps) for m, s in parts]
        return scaled, (means, squares, largest, b1_power, b2_power)

    return Transform(init, update, kernel=True)


def decay_weights(decay: float) -> Transform:
    """Draw every variable to zero: `d_new = d + decay*x` (Loshchilov and Hutter, "Decoupled weight decay", 2019)."""
    return stateless(
        lambda direction, at: [d + decay * x for d, x in zip(direction, at.x, strict=True)],
        kernel=True,
    )


def barzilai_borwein(first: float) -> Transform:
    """Downhill by the step that fits the last change of the gradient: `-(s.s)/(s.y) * d`, s and y the last changes of x
    and of the gradient; `first` times the gradient at the start and where `s.y` is not positive.

    Barzilai and Borwein, "Two-point step size gradient methods" (1988). The state is the point and gradient before.
    """

    def init(n: int) -> tuple[Any, ...]:
        return _zeros(n), _zeros(n), 0.0

    def update(direction: Direction, state: Any, at: At) -> tuple[Direction, Any]:
        old_x, old_direction, moved = state
        steps = [a - b for a, b in zip(at.x, old_x, strict=True)]
        changes = [a - b for a, b in zip(direction, old_direction, strict=True)]
        curved = dot(steps, changes) * moved
        fitted = select(curved > 0.0, divide(dot(steps, steps), select(curved > 0.0, curved, 1.0)), first)
        return [-(fitted * d) for d in direction], (at.x, direction, 1.0)

    return Transform(init, update, kernel=True)


def polyak_step(least: float) -> Transform:
    """The step that would bring a linear cost down to `least`: `d_new = (f - least)/(d.d) * d`; nan below `least`.

    Polyak, "Introduction to optimization" (1987), section 5.3.
    """

    def update(direction: Direction, at: At) -> Direction:
        length = divide(at.value - least, select(at.value < least, 0.0, dot(direction, direction)))
        return [length * d for d in direction]

    return stateless(update, kernel=True)


def exact_curvature(direction: Direction, at: At) -> Direction:
    """`d_new = (d.d)/(d.Hd) * d`, H the Hessian: the lowest point along d of the quadratic model.

    Cauchy's steepest descent, exact on a quadratic (Nocedal and Wright, "Numerical Optimization", equation 3.26); nan
    where the cost is not curved upwards along d.
    """
    curved = dot(direction, at.problem.hessian_times(at.x, direction))
    length = divide(dot(direction, direction), select(curved > 0.0, curved, 0.0))
    return [length * d for d in direction]


def scheduled(formula: Node, steps: int) -> Transform:
    """Scale by a formula in t, the number of steps made so far, and n, the number of `steps` allowed.

    The state is t.
    """
    factor = Kernel(value_tape, formula, ("t", "n"))

    def update(direction: Direction, t: Any, at: At) -> tuple[Direction, Any]:
        scale = factor([t, float(steps)])
        return [scale * d for d in direction], t + 1.0

    return Transform(lambda n: 0.0, update, kernel=True)


def clipped(most: float) -> Transform:
    """Shorten a direction whose Euclidean norm is more than `most` to that norm.

    Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks" (2013).
    """

    def update(direction: Direction, at: At) -> Direction:
        norm = sqrt(dot(direction, direction))
        scale = select(norm > most, divide(most, norm), 1.0)
        return [scale * d for d in direction]

    return stateless(update, kernel=True)


def _zeros(n: int) -> list[float]:
    return [0.0] * n


def _divided(direction: Direction, squares: Direction, eps: float) -> Direction:
    return [divide(d, sqrt(s) + eps) for d, s in zip(direction, squares, strict=True)]
