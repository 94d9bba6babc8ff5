"""The gradient of a fit as it is worked out by hand, against NumPy's finite differences of the cost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from calcgd.expression import parse
from calcgd.expression.nodes import Node, Symbol
from calcgd.expression.text import text
from calcgd.fitting.chain_split import Split
from calcgd.fitting.fit import Question
from calcgd.fitting.losses import loss_of
from calcgd.fitting.model import model_of
from calcgd.fitting.objective import Penalty
from calcgd.fitting.slopes import slopes_at
from calcgd.numeric.rows import Rows

RANDOM = np.random.default_rng(20)
DATA = {name: RANDOM.uniform(0.1, 0.9, 9) for name in ("q", "x", "x2", "y")}


def tree(source: str) -> Node:
    return parse(source).tree


def question(model: str, loss: str, target: str = "y", weight: str = "", penalty: Penalty | None = None) -> Question:
    modelled = model_of(tree(model), tree(target), list(DATA), tree(weight) if weight else None)
    data = {name: DATA[name] for name in modelled.columns}
    return Question(modelled, data, 9, loss_of(loss), penalty or Penalty(), {})


def by_hand(asked: Question) -> Split:
    return Split(asked.model, asked.loss, asked.penalty)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


X, X2, Y, Q = (DATA[name] for name in ("x", "x2", "y", "q"))
COSTS: Mapping[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "mse": lambda y, p: (p - y) ** 2,
    "half-mse": lambda y, p: (p - y) ** 2 / 2,
    "mae": lambda y, p: np.abs(p - y),
    "huber": lambda y, p: np.where(np.abs(p - y) <= 1, (p - y) ** 2 / 2, np.abs(p - y) - 0.5),
    "logcosh": lambda y, p: np.log(np.cosh(p - y)),
    "cross-entropy": lambda y, p: -y * np.log(p) - (1 - y) * np.log(1 - p),
    "(y - yhat)^4/3": lambda y, p: (y - p) ** 4 / 3,
}

MODELS: Mapping[str, Callable[..., np.ndarray]] = {
    "sigmoid(w*x + b)": lambda b, w: sigmoid(w * X + b),
    "sigmoid(v*tanh(w*x) + u*x2)": lambda u, v, w: sigmoid(v * np.tanh(w * X) + u * X2),
    "a*x + b*x2": lambda a, b: a * X + b * X2,
    "a*exp(-k*x)": lambda a, k: a * np.exp(-k * X),
    "exp(-k*x)": lambda k: np.exp(-k * X),
    "z/(1 + C*x)": lambda C, z: z / (1 + C * X),
}


def slopes_by_differences(cost: Callable[[np.ndarray], float], point: np.ndarray) -> np.ndarray:
    steps = 1e-6 * np.eye(len(point))
    return np.array([(cost(point + step) - cost(point - step)) / 2e-6 for step in steps])


NEURON, *OTHERS = MODELS
CASES = [*((NEURON, loss) for loss in COSTS), *((model, "half-mse") for model in OTHERS)]


@pytest.mark.parametrize(("model", "loss"), CASES)
def test_slopes_are_those_of_the_cost(model: str, loss: str) -> None:
    asked = question(model, loss)
    point = np.linspace(0.3, 0.5, len(asked.model.parameters))
    expected = slopes_by_differences(lambda p: COSTS[loss](Y, MODELS[model](*p)).mean(), point)
    found = slopes_at(by_hand(asked), asked, point.tolist())
    assert found.values == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert found.status == "agrees"


def test_weights_penalties_and_sums_have_their_terms() -> None:
    asked = question("sigmoid(w*x + b)", "mse", "y/2", "q", Penalty(0.25, 0.5))
    split = by_hand(asked)
    assert text(split.cost) == "1/sum(q)*sum(q*(yhat - y/2)**2) + abs(b)/4 + abs(w)/4 + b**2/2 + w**2/2"
    assert text(split.partials[1].chain) == "1/sum(q)*sum(q*dC/dyhat*dyhat/dw) + sign(w)/4 + w"
    assert text(split.partials[1].formula) == "2/sum(q)*sum(q*x*yhat*(1 - yhat)*(yhat - y/2)) + sign(w)/4 + w"

    def cost(p: np.ndarray) -> float:
        rows = (sigmoid(p[1] * X + p[0]) - Y / 2) ** 2
        return np.average(rows, weights=Q) + 0.25 * np.abs(p).sum() + 0.5 * (p**2).sum()

    point = np.array([-0.2, 0.7])
    found = slopes_at(split, asked, point.tolist())
    assert found.values == pytest.approx(slopes_by_differences(cost, point), rel=1e-6)
    assert found.status == "agrees"
    assert text(by_hand(question("a*x", "sse")).partials[0].formula) == "2*sum(x*(yhat - y))"


def test_what_is_shown_is_what_is_added_up() -> None:
    """The formula of a partial derivative, with numbers for yhat and z, is what the rows are said to add."""
    split = by_hand(question("sigmoid(v*tanh(w*x) + u*x2)", "half-mse"))
    point = [0.3, 0.5, -0.4]
    for partial in split.partials:
        [row] = Rows.of([partial.row], ["x", "x2", "y"], ["u", "v", "w"]).values(DATA, point)
        (shown,) = (part for part in partial.formula.args if part.free >= {"yhat"})
        names = ["u", "v", "w"]
        z = point[1] * np.tanh(point[2] * X) + point[0] * X2
        columns = {**DATA, "yhat": sigmoid(z)}
        [terms] = Rows.of(shown.args, [*columns], names).values(columns, point)
        assert terms == pytest.approx(row, rel=1e-12)


@pytest.mark.parametrize(
    ("model", "loss", "outer", "inner", "partial"),
    [
        ("sigmoid(w*x)", "cross-entropy", "(yhat - y)/(yhat*(1 - yhat))", "x*yhat*(1 - yhat)", "1/N*sum(x*(yhat - y))"),
        ("tanh(w*x)", "half-mse", "yhat - y", "x*(1 - yhat**2)", "1/N*sum(x*(1 - yhat**2)*(yhat - y))"),
        ("exp(-w*x)", "mse", "2*(yhat - y)", "-x*yhat", "-2/N*sum(x*yhat*(yhat - y))"),
        ("w*x", "logcosh", "tanh(yhat - y)", "x", "1/N*sum(x*tanh(yhat - y))"),
        ("w*x", "abs(y - yhat)/0.5", "2*sign(yhat - y)", "x", "2/N*sum(x*sign(yhat - y))"),
        ("w*x", "(y - yhat)^2", "2*(yhat - y)", "x", "2/N*sum(x*(yhat - y))"),
        ("w", "yhat*y", "y", "1", "1/N*sum(y)"),
        ("w", "yhat", "1", "1", "1/N*sum(1)"),
        ("floor(w)*x", "mse", "2*(yhat - y)", "0", "0"),
    ],
)
def test_the_factors_of_the_chain(model: str, loss: str, outer: str, inner: str, partial: str) -> None:
    split = by_hand(question(model, loss))
    (found,) = split.partials
    assert (text(split.outer.used), text(found.factor.used), text(found.formula)) == (outer, inner, partial)


def test_names_of_the_model_are_not_taken_for_others() -> None:
    split = by_hand(question("sigmoid(sigma*x + z + J)", "half-mse"))
    assert split.names == ("J2", "N", "C", "yhat", "z2")
    assert split.function and split.function.name == "dsigmoid/dz2"
    assert [partial.name for partial in split.partials] == ["dJ2/dJ", "dJ2/dsigma", "dJ2/dz"]


def test_a_wrong_formula_is_found_out() -> None:
    asked = question("sigmoid(w*x + b)", "half-mse")
    split = by_hand(asked)
    b, w = split.partials
    split.__dict__["partials"] = (b, w._replace(row=b.row))
    assert slopes_at(split, asked, [0.2, 0.7]).status == "differs"


def test_where_a_formula_has_no_value_nothing_is_said_to_agree() -> None:
    asked = question("log(a*x - 1)", "mse")
    assert slopes_at(by_hand(asked), asked, [1.0]) == ((None,), "undecided")


@pytest.mark.parametrize("scale", [1.0, 1e6])
def test_rounding_is_no_difference(scale: float) -> None:
    """At an exact fit all that remains of the slopes is rounding, in either way to work them out."""
    data = {"x": scale * X, "y": 3 * scale * X + 0.1}
    model = model_of(tree("a*x + b"), Symbol("y"), ["x", "y"])
    asked = Question(model, data, 9, loss_of("mse"), Penalty(), {})
    assert slopes_at(by_hand(asked), asked, [3, 0.1]).status == "agrees"
    saturated = question("sigmoid(w*x)", "cross-entropy", "ceil(y)")
    assert slopes_at(by_hand(saturated), saturated, [300.0]).status == "agrees"


SCRIPT = """
from calcgd.fitting.data.table import opened
with opened("data.csv") as table:
    table.read(table.names)
from calcgd.algebra.simplify import simplify
from calcgd.expression import parse
simplify(parse("x + x").tree)
"""


def test_nothing_is_said_at_the_end_of_a_script(tmp_path: Path) -> None:
    """DuckDB's bindings complain where objects that were there before SymPy are never collected."""
    (tmp_path / "data.csv").write_text("x\n1\n")
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
