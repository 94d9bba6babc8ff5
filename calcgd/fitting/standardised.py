"""Coordinates in which inputs have the mean 0 and the deviation 1, so that one learning rate suits all weights.

With z = (x - m)/s the model `w*x + b` is `v*z + c`, v = w*s and c = b + w*m. A method that follows the gradient in v
and c takes the steps that it would take on standardised inputs, while iterates, costs and gradients stay those of w and
b (Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, "Efficient BackProp", 1998, section 4.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import hypot, isfinite, sqrt
from typing import Any, NamedTuple

from calcgd.descent.method import Method
from calcgd.descent.problem import At
from calcgd.descent.transforms import Direction, Finished, Transform
from calcgd.descent.wording import number
from calcgd.errors import BadInput
from calcgd.expression.nodes import Node, Power, Product, Sum, Symbol
from calcgd.expression.subtrees import subtrees
from calcgd.expression.tidy import tidy
from calcgd.fitting.model import Model
from calcgd.fitting.moments import number_of

Means = Callable[[Sequence[Node]], Sequence[float]]
"""The means over the rows of formulas of columns."""

_SHORT, _LONG = 1 / 3, 2.0
"""The least deviation, and the greatest length of `(mean, deviation)`, with which an input is left alone: a squared
loss is curved by twice the square of that length, and usual learning rates are about 0.1."""


class Input(NamedTuple):
    """What one weight is multiplied by, over the rows.

    weight     the parameter
    feature    the formula of columns that it is a factor of
    bias       a parameter that is added to the product, None where there is none that stands nowhere else
    mean       of the feature, 0 where it cannot be taken away because there is no bias
    deviation  the root of the mean of (feature - mean)**2, more than 0
    """

    weight: str
    feature: Node
    bias: str | None
    mean: float
    deviation: float

    @property
    def usual(self) -> bool:
        """Whether one learning rate suits this input and others like it as it is."""
        return self.deviation >= _SHORT and hypot(self.mean, self.deviation) <= _LONG

    def __str__(self) -> str:
        mean = f"mean {number(self.mean)}, " if self.mean else ""
        return f"{self.feature} ({mean}deviation {number(self.deviation)})"


def inputs(model: Model, means: Means, held: Sequence[str] = ()) -> list[Input]:
    """The inputs of a model that can be standardised, measured over the rows.

    These are factors of parameters that stand nowhere else. Parameters that are `held` within bounds keep their own
    axes: such an input is only made shorter or longer.
    """
    found = {
        place.weight: place for tree in (model.prediction, tidy(model.prediction)) for place in _places(tree, model)
    }
    places = list(found.values())
    if not places:
        return []
    centred = [place.bias is not None and not {place.weight, place.bias} & set(held) for place in places]
    measured = means([place.feature for place in places])
    centres = [mean if yes and isfinite(mean) else 0.0 for yes, mean in zip(centred, measured, strict=True)]
    squares = means([_squared(place.feature, centre) for place, centre in zip(places, centres, strict=True)])
    return [
        _input(place, centre, sqrt(square))
        for place, centre, square in zip(places, centres, squares, strict=True)
        if isfinite(square) and (square or centre)
    ]


def _squared(feature: Node, centre: float) -> Node:
    return Power(Sum([feature, number_of(-centre)]), number_of(2.0))


def _input(place: _Place, mean: float, deviation: float) -> Input:
    if deviation <= _ROUNDING * abs(mean):
        mean, deviation = 0.0, abs(mean)
    return Input(place.weight, place.feature, place.bias if mean else None, mean, deviation)


def standardised(method: Method, parameters: Sequence[str], measured: Sequence[Input]) -> Method:
    """The method as it goes on standardised inputs. Raises `BadInput` for one that has no fixed learning rate."""
    if not method.follows_gradients:
        raise BadInput(
            f"standardised inputs are for methods with a learning rate, and {method.title} chooses its steps itself",
            hint="leave out --standardize, or use --method gd or adam",
        )
    places = {name: place for place, name in enumerate(parameters)}
    axes = [
        _Axis(places[one.weight], None if one.bias is None else places[one.bias], one.mean, 1 / one.deviation)
        for one in measured
    ]
    return method._replace(
        title=f"{method.title} on standardised inputs",
        stability=None,
        contraction=None,
        moved=lambda transform: _moved(transform, axes),
    )


class _Place(NamedTuple):
    weight: str
    feature: Node
    bias: str | None


class _Axis(NamedTuple):
    """Of one input: the numbers of weight and bias among the parameters, its mean, and one over its deviation."""

    weight: int
    bias: int | None
    mean: float
    scale: float


_ROUNDING = 1e-12
"""A deviation that is no more than this part of the mean is that of a constant."""


def _places(tree: Node, model: Model) -> Iterator[_Place]:
    """Weights that stand in one place only, as a factor of something without parameters."""
    parents: dict[Node, list[Node]] = {part: [] for part in subtrees(tree)}
    for node in parents:
        for part in node.args:
            parents[part].append(node)
    for product, above in [(node, above) for node, above in parents.items() if isinstance(node, Product)]:
        symbols = [factor for factor in product.args if isinstance(factor, Symbol) and factor.name in model.parameters]
        rest = [factor for factor in product.args if factor not in symbols]
        if len(symbols) != 1 or parents[symbols[0]] != [product] or len(rest) != len(product.args) - 1:
            continue
        feature = rest[0] if len(rest) == 1 else Product(rest)
        if feature.free and not feature.free & set(model.parameters):
            yield _Place(symbols[0].name, feature, _bias(above, parents, model))


def _bias(above: Sequence[Node], parents: Mapping[Node, list[Node]], model: Model) -> str | None:
    if len(above) != 1 or not isinstance(above[0], Sum):
        return None
    alone = (term for term in above[0].args if isinstance(term, Symbol) and parents[term] == [above[0]])
    return next((term.name for term in alone if term.name in model.parameters), None)


def _moved(transform: Transform, axes: Sequence[_Axis]) -> Transform:
    """The transform in the coordinates v and c of `v*z + c`: the gradient on the way in, the step on the way out."""

    def slopes(gradient: Direction) -> Direction:
        there = list(gradient)
        for axis in axes:
            slope = gradient[axis.weight]
            if axis.bias is not None:
                slope = slope - axis.mean * gradient[axis.bias]
            there[axis.weight] = axis.scale * slope
        return there

    def steps(direction: Direction) -> Direction:
        here = list(direction)
        for axis in axes:
            here[axis.weight] = axis.scale * direction[axis.weight]
            if axis.bias is not None:
                here[axis.bias] = here[axis.bias] - axis.mean * here[axis.weight]
        return here

    def point(x: Direction) -> Direction:
        there = list(x)
        for axis in axes:
            there[axis.weight] = x[axis.weight] * (1 / axis.scale)
            if axis.bias is not None:
                there[axis.bias] = there[axis.bias] + axis.mean * x[axis.weight]
        return there

    def update(direction: Direction, state: Any, at: At) -> tuple[Any, Any]:
        there = At(point(at.x), at.value, slopes(at.gradient), at.problem)
        direction, state = transform.update(slopes(direction), state, there)
        return (direction if isinstance(direction, Finished) else steps(direction)), state

    return Transform(transform.init, update, transform.kernel)
