"""Triangles from inner products: those of Householder's reflections, or none where squares lose too many digits."""

import numpy as np
import pytest

from calcgd.expression import parse
from calcgd.fitting.squares.products import WORTH_ROWS, triangle_of_products
from calcgd.fitting.squares.residuals import Residuals

ROWS = 3000


def columns(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal([[3.0], [0.0], [-1.0], [0.5]], 1, (4, ROWS))


def in_blocks(table: np.ndarray) -> list[list[np.ndarray]]:
    return [list(part) for part in np.array_split(table, 7, axis=1)]


@pytest.mark.parametrize("scale", [1.0, 1e-120, 1e120])
def test_triangle_is_that_of_reflections(scale):
    table = columns(1) * np.array([[1.0], [1e6], [1e-6], [1.0]]) * scale
    factor = triangle_of_products(in_blocks(table))
    expected = np.linalg.qr(table.T, mode="r")
    expected *= np.sign(np.diagonal(expected))[:, None]
    assert factor is not None
    assert (np.abs(factor - expected) <= 1e-12 * np.abs(expected).max(axis=0)).all()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda table: table[0] + 1e-3 * table[1],
        lambda table: 2 * table[0] - table[1] + table[2],
        lambda table: 0 * table[0],
        lambda table: 1e160 * table[3],
        lambda table: 1e-160 * table[3],
        lambda table: np.where(np.arange(ROWS) == 5, np.nan, table[3]),
        lambda table: np.where(np.arange(ROWS) == 5, np.inf, table[3]),
    ],
    ids=["nearly dependent", "dependent", "zero", "large", "small", "undefined", "infinite"],
)
def test_no_triangle_where_squares_tell_too_little(spoil):
    table = columns(2)
    table[3] = spoil(table)
    assert triangle_of_products(in_blocks(table)) is None


@pytest.mark.parametrize("near", [1.0, 1e-6], ids=["apart", "nearly dependent"])
@pytest.mark.parametrize("weighted", [False, True], ids=["without weights", "weighted"])
def test_residuals_of_many_rows_have_the_triangle_of_their_jacobian(near, weighted):
    random = np.random.default_rng(3)
    x = random.normal(size=WORTH_ROWS)
    data = {"x": x, "z": x + near * random.normal(size=WORTH_ROWS), "y": random.normal(size=WORTH_ROWS)}
    weights = random.uniform(0, 2, WORTH_ROWS) if weighted else None
    residuals = Residuals(parse("a*x + b*z + c").tree, parse("y").tree, data, ("a", "b", "c"), weights=weights)
    found = residuals.triangle([0.5, -1.0, 2.0])
    root = np.ones(WORTH_ROWS) if weights is None else np.sqrt(weights)
    jacobian = np.stack([x, data["z"], np.ones(WORTH_ROWS)], axis=1) * root[:, None]
    left = (0.5 * x - data["z"] + 2 - data["y"]) * root
    size = float(np.linalg.norm(jacobian))
    assert found.rss == pytest.approx(left @ left, rel=1e-12)
    assert found.factor.T @ found.factor == pytest.approx(jacobian.T @ jacobian, rel=1e-12, abs=1e-12 * size**2)
    assert found.factor.T @ found.projection == pytest.approx(jacobian.T @ left, abs=1e-12 * size * found.rss**0.5)
    assert abs(found.factor[1, 1]) == pytest.approx(abs(float(np.linalg.qr(jacobian)[1][1, 1])), rel=1e-9)
