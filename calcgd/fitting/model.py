"""What is fitted: a model over columns of data and parameters, the target, and which name is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calcgd.errors import BadInput, listed
from calcgd.expression.nodes import Node, Product, Sum, Symbol
from calcgd.expression.substitute import substitute


@dataclass(frozen=True)
class Model:
    """A model with its data and its parameters named.

    prediction  what the model says of a row, over columns and parameters
    target      what it should say, over columns
    weight      how much a row counts, over columns; None: all the same
    columns     the columns that are needed, in the order of the file
    parameters  every other name in `prediction`, in alphabetical order
    doubtful    parameters whose name is nearly that of a column, with that column
    """

    prediction: Node
    target: Node
    weight: Node | None
    columns: tuple[str, ...]
    parameters: tuple[str, ...]
    doubtful: Mapping[str, str]


def model_of(prediction: Node, target: Node, headers: Sequence[str], weight: Node | None = None) -> Model:
    """Tell the columns of a model from its parameters: a name that is in `headers` is a column.

    Raises `BadInput` where the target or the weight names no column, where there is nothing to fit, and where no
    column is named at all.
    """
    for what, tree in (("target", target), ("weight", weight)):
        missing = [] if tree is None else sorted(tree.free - set(headers))
        if missing:
            raise BadInput(
                f"there is no column {missing[0]} for the {what}",
                hint=_did_you_mean(missing[0], headers) or f"the columns are {listed(headers)}",
            )
    parameters = tuple(sorted(prediction.free - set(headers)))
    if not parameters:
        raise BadInput("there is nothing to fit: every name in the model is a column of the data")
    used = prediction.free | target.free | (weight.free if weight is not None else frozenset())
    if not used & set(headers):
        raise BadInput("there are no data to fit: neither the model nor the target names a column")
    near = {name: close for name in parameters if (close := _nearest(name, headers))}
    return Model(prediction, target, weight, tuple(name for name in headers if name in used), parameters, near)


def with_weight_for_each(prediction: Node, weight: str, inputs: Sequence[str]) -> Node:
    """The model with `weight*x` written out, for the one name x beside the weight: a weight for each of the inputs.

    `w*x + b` becomes `w_height*height + w_age*age + b`. Raises `BadInput` where the weight stands elsewhere.
    """
    found: set[Node] = set()

    def replaced(node: Node) -> Node:
        if weight not in node.free or isinstance(node, Symbol):
            return node
        names = [arg for arg in node.args if isinstance(arg, Symbol)]
        if isinstance(node, Product) and len(node.args) == 2 and len(names) == 2:
            found.add(node)
            return Sum([Product([Symbol(f"{weight}_{name}"), Symbol(name)]) for name in inputs])
        args = [replaced(arg) for arg in node.args]
        if isinstance(node, Sum):
            terms = [arg.args if isinstance(arg, Sum) else (arg,) for arg in args]
            return Sum([term for each in terms for term in each])
        return node.over(args)

    result = replaced(prediction)
    if not found or weight in result.free:
        raise BadInput(
            f"--each-input {weight} needs {weight} as a factor beside one name, as in {weight}*x",
            hint=f"write the model as in sigmoid({weight}*x + b)",
        )
    return result


def fixed_in(model: Model, values: Mapping[str, Node]) -> Model:
    """The model with some of its parameters replaced by numbers. Raises `BadInput` for a name that is no parameter."""
    for name in values:
        if name not in model.parameters:
            raise BadInput(f"{name} is not a parameter", hint=f"the parameters are {listed(model.parameters)}")
    free = tuple(name for name in model.parameters if name not in values)
    if not free:
        raise BadInput("there is nothing to fit: every parameter is fixed")
    return Model(substitute(model.prediction, values), model.target, model.weight, model.columns, free, model.doubtful)


def _nearest(name: str, headers: Sequence[str]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(name, [header for header in headers if len(header) > 2], n=1, cutoff=0.75)
    return near[0] if near and len(name) > 2 else None


def _did_you_mean(name: str, headers: Sequence[str]) -> str | None:
    near = next((header for header in headers if header.lower() == name.lower()), None) or _nearest(name, headers)
    return f"did you mean {near}?" if near else None
