"""What a row costs, and which names of a model are columns and which are parameters."""

from __future__ import annotations

from math import cosh, isfinite, log

import pytest

from calcgd.errors import BadInput
from calcgd.expression import parse
from calcgd.expression.nodes import Node
from calcgd.expression.text import text
from calcgd.fitting.losses import LOSSES, loss_of
from calcgd.fitting.model import fixed_in, model_of, with_weight_for_each
from calcgd.numeric.python import compile_value


def tree(source: str) -> Node:
    return parse(source).tree


def cost(name: str, target: float, prediction: float) -> float:
    return compile_value(loss_of(name).of_row(tree("y"), tree("p")), ("y", "p"))([target, prediction])


@pytest.mark.parametrize(
    ("name", "target", "prediction", "expected"),
    [
        ("mse", 3, 5, 4),
        ("half-mse", 3, 5, 2),
        ("sse", 3, 5, 4),
        ("mae", 3, 5, 2),
        ("huber", 3, 3.5, 0.125),
        ("huber", 3, 5, 1.5),
        ("logcosh", 3, 5, log(cosh(2))),
        ("logcosh", 0, 1000, 1000 - log(2)),
        ("cross-entropy", 1, 0.25, -log(0.25)),
        ("cross-entropy", 0, 0.25, -log(0.75)),
        ("(y - yhat)^4", 3, 5, 16),
    ],
)
def test_what_a_row_costs(name: str, target: float, prediction: float, expected: float) -> None:
    assert cost(name, target, prediction) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("z", [-1000.0, -3.0, 0.5, 1000.0])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_cross_entropy_of_a_saturated_sigmoid_is_a_number(z: float, y: float) -> None:
    found = compile_value(LOSSES["cross-entropy"].of_row(tree("y"), tree("sigmoid(z)")), ("y", "z"))([y, z])
    assert isfinite(found)
    assert found == pytest.approx(max(z, 0) - y * z + log(1 + 2.718281828459045 ** -abs(z)), abs=1e-12)


@pytest.mark.parametrize(("name", "hint"), [("msr", "did you mean mse?"), ("y - yhatt", "write a formula"), ("y", "")])
def test_a_loss_that_is_none(name: str, hint: str) -> None:
    with pytest.raises(BadInput) as problem:
        loss_of(name)
    assert problem.value.message == f"there is no loss called {name!r}"
    assert hint in (problem.value.hint or "")


def test_a_name_in_the_file_is_a_column_and_every_other_one_a_parameter() -> None:
    model = model_of(tree("w*height + b*age + c"), tree("log(weight)"), ["age", "height", "weight", "id"], tree("id"))
    assert model.columns == ("age", "height", "weight", "id")
    assert model.parameters == ("b", "c", "w")
    assert model.doubtful == {}


def test_a_parameter_that_is_nearly_a_column_is_doubted() -> None:
    model = model_of(tree("w*heigth + b"), tree("y"), ["height", "y"])
    assert model.doubtful == {"heigth": "height"}


@pytest.mark.parametrize(
    ("model", "target", "message"),
    [
        ("a*x", "z", "there is no column z for the target"),
        ("x + y", "y", "there is nothing to fit: every name in the model is a column of the data"),
    ],
)
def test_a_model_that_cannot_be_fitted(model: str, target: str, message: str) -> None:
    with pytest.raises(BadInput) as problem:
        model_of(tree(model), tree(target), ["x", "y"])
    assert problem.value.message == message


def test_one_weight_for_each_input() -> None:
    assert text(with_weight_for_each(tree("sigmoid(w*x + b)"), "w", ["a", "c"])) == "sigmoid(w_a*a + w_c*c + b)"


@pytest.mark.parametrize("model", ["w*x*y + b", "w + b", "b*x", "w*x + w"])
def test_a_weight_that_is_not_beside_one_name(model: str) -> None:
    with pytest.raises(BadInput, match="needs w as a factor beside one name"):
        with_weight_for_each(tree(model), "w", ["a"])


def test_fixed_parameters_are_numbers_in_the_model() -> None:
    model = model_of(tree("a*x + b"), tree("y"), ["x", "y"])
    assert fixed_in(model, {"b": tree("2")}).parameters == ("a",)
    with pytest.raises(BadInput, match="every parameter is fixed"):
        fixed_in(model, {"a": tree("1"), "b": tree("2")})
    with pytest.raises(BadInput, match="c is not a parameter"):
        fixed_in(model, {"c": tree("1")})
