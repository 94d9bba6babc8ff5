"""THE table of losses: what one row of data costs, and whether rows are averaged or added up.

A formula is written over `y`, the target, and `yhat`, what the model says. Adding a loss is adding a row.
"""

from __future__ import annotations

from typing import NamedTuple

from calcgd.errors import BadInput, listed
from calcgd.expression import parse
from calcgd.expression.nodes import MINUS_ONE, ONE, Call, Negation, Node, Power, Sum
from calcgd.expression.substitute import substitute
from calcgd.expression.tidy import tidy


class Loss(NamedTuple):
    """One loss.

    title       what it is called in a sentence
    formula     the cost of one row, in y and yhat
    mean        whether the rows are averaged; else they are added up
    squares     the factor on `(yhat - y)**2` where the cost of a row is that, else None
    definition  the formula as it is known, where `formula` is a form of it that does not overflow
    """

    title: str
    formula: str
    mean: bool = True
    squares: float | None = None
    definition: str = ""

    def of_row(self, target: Node, prediction: Node) -> Node:
        """The cost of one row, as a tree over the columns and the parameters."""
        z = within_sigmoid(prediction) if self is LOSSES["cross-entropy"] else None
        if z is not None:
            # The logarithm of a saturated sigmoid would be that of zero.
            return substitute(parse("softplus(z) - y*z").tree, {"z": z, "y": target})
        return substitute(parse(self.formula).tree, {"y": target, "yhat": prediction})


LOSSES: dict[str, Loss] = {
    "mse": Loss("the mean squared error", "(yhat - y)**2", squares=1.0),
    "half-mse": Loss("half the mean squared error", "(yhat - y)**2/2", squares=0.5),
    "sse": Loss("the sum of squared errors", "(yhat - y)**2", mean=False, squares=1.0),
    "mae": Loss("the mean absolute error", "abs(yhat - y)"),
    "huber": Loss("Huber's loss", "(yhat - y)**2/2 if abs(yhat - y) <= 1 else abs(yhat - y) - 1/2"),
    "logcosh": Loss(
        "the mean logarithm of cosh",
        "abs(yhat - y) + log1p(exp(-2*abs(yhat - y))) - log(2)",
        definition="log(cosh(yhat - y))",
    ),
    "cross-entropy": Loss("the cross-entropy", "-y*log(yhat) - (1 - y)*log(1 - yhat)"),
}


def within_sigmoid(tree: Node) -> Node | None:
    """The z of a formula that is sigmoid(z), or 1/(1 + exp(-z)) however that is written; None for any other."""
    plain = tidy(tree)
    if isinstance(plain, Call) and plain.name == "sigmoid":
        return plain.args[0]
    if isinstance(plain, Power) and plain.args[1] == MINUS_ONE and isinstance(plain.args[0], Sum):
        terms = plain.args[0].args
        powers = [term.args[0] for term in terms if isinstance(term, Call) and term.name == "exp"]
        if len(terms) == 2 and ONE in terms and len(powers) == 1:
            return tidy(Negation(powers[0]))
    return None


def told_right(target: Node, prediction: Node) -> Node:
    """1 where a model of 0 or 1 is on the side of one half on which the target is, else 0."""
    formula = "1 if (p > 1/2 and y > 1/2) or (p <= 1/2 and y <= 1/2) else 0"
    return substitute(parse(formula).tree, {"p": prediction, "y": target})


def loss_of(text: str) -> Loss:
    """The row of `LOSSES` for a name, or the mean of a formula in y and yhat.

    Raises `BadInput` for other variables, and what `parse` raises.
    """
    name = text.strip()
    if name in LOSSES:
        return LOSSES[name]
    tree = parse(text).tree
    if "yhat" not in tree.free or tree.free - {"y", "yhat"}:
        from difflib import get_close_matches

        near = get_close_matches(name, LOSSES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"write a formula in y and yhat, or {listed([*LOSSES], 'or')}"
        raise BadInput(f"there is no loss called {name!r}", hint=hint)
    return Loss(f"the mean of {name}", text)
