"""`calcgd.fit` in scripts: columns or a file, against numpy, and what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import calcgd
from calcgd.errors import BadInput

RANDOM = np.random.default_rng(11)
X = np.linspace(0, 5, 30)
Y = 3 * X - 1 + RANDOM.normal(size=30) / 5
LABEL = (X + RANDOM.normal(size=30) > 2.5).astype(float)


def test_columns_and_a_file_give_the_closed_form(tmp_path: Path) -> None:
    (a, b), covariance = np.polyfit(X, Y, 1, cov=True)
    path = tmp_path / "line.csv"
    path.write_text("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in zip(X.tolist(), Y.tolist(), strict=True)))
    for data in ({"x": X, "y": Y}, {"x": X.tolist(), "y": Y.tolist()}, path, str(path)):
        found = calcgd.fit("a*x + b", data, target="y")
        assert found.parameters == pytest.approx({"a": a, "b": b}, rel=1e-10)
        assert [each.stderr for each in found.estimates] == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-9)


def test_other_losses_go_by_descent() -> None:
    found = calcgd.fit("sigmoid(w*x + b)", {"x": X, "y": LABEL}, target="y", loss="cross-entropy")
    design, beta = np.column_stack([np.ones(30), X]), np.zeros(2)
    for _ in range(30):
        mean = 1 / (1 + np.exp(-design @ beta))
        beta = beta + np.linalg.solve(design.T @ (design * (mean * (1 - mean))[:, None]), design.T @ (LABEL - mean))
    assert list(found.parameters.values()) == pytest.approx(beta, abs=1e-5)
    assert found.status.value == "converged"


def test_starts_and_bounds_are_kept_to() -> None:
    found = calcgd.fit(
        "exp(k*x) + c", {"x": X, "y": np.exp(0.5 * X)}, target="y", start={"k": 0.2}, bounds={"c": (1, 2)}
    )
    assert found.parameters["c"] == 1


def test_units_that_are_given_no_start_do_not_stay_one_unit() -> None:
    x = np.linspace(-3, 3, 60)
    y = 2 * np.tanh(1.5 * x + 1) - np.tanh(0.5 * x - 1)
    found = calcgd.fit("v1*tanh(w1*x + b1) + v2*tanh(w2*x + b2)", {"x": x, "y": y}, target="y", loss="huber")
    assert found.status.value == "converged" and found.loss < 1e-9
    assert sorted(abs(found.parameters[name]) for name in ("w1", "w2")) == pytest.approx([0.5, 1.5], rel=1e-3)


@pytest.mark.parametrize(
    ("model", "data", "options", "said"),
    [
        ("a*x", {"x": [1, 2], "y": [1]}, {}, "as many numbers"),
        ("a*x", {"x": [1, 2], "y": [1, float("nan")]}, {}, "y is nan in row 2"),
        ("a*x", {"x": [], "y": []}, {}, "at least one"),
        ("a*x", {"x": [1], "z": [1]}, {}, "no column y"),
        ("x", {"x": [1], "y": [1]}, {}, "nothing to fit"),
        ("a*x", {"x": [1], "y": [1]}, {"start": {"b": 1}}, "start for b"),
        ("a*x", {"x": [1], "y": [1]}, {"loss": "mze"}, "no loss called"),
        ("a*x", "nowhere.csv", {}, "nowhere.csv"),
        ("sigmoid(a*x)", {"x": [1, 2], "y": [1, 2]}, {"loss": "cross-entropy"}, "targets from 0 to 1"),
    ],
)
def test_what_cannot_be_meant(model: str, data: object, options: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        calcgd.fit(model, data, target="y", **options)  # type: ignore[arg-type]
