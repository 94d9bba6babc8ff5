"""The triangle of a Jacobian from sums of products has the digits of one from the rows themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calcgd.expression import parse
from calcgd.fitting.data.table import opened
from calcgd.fitting.engines.sql import sql_queries
from calcgd.fitting.engines.squares import SummedSquares
from calcgd.fitting.model import model_of


@pytest.mark.parametrize("power", [0, -10, -20, -30])
def test_nearly_dependent_columns_keep_their_singular_values(tmp_path: Path, power: int):
    chance = np.random.default_rng(8)
    rows = np.round(chance.normal(size=(200, 4)) * 2**20) / 2**20  # so that x + apart*z is exact
    rows[:, 3] = chance.random(200)
    apart, path = 2.0**power, tmp_path / "rows.csv"
    path.write_text("\n".join(["x,z,y,n", *(",".join(map(repr, row)) for row in rows.tolist())]) + "\n")
    with opened(str(path)) as table:
        tree = parse(f"a*x + b*(x + z*{apart!r}) + c").tree
        model = model_of(tree, parse("y").tree, table.names, parse("n").tree)
        triangle = SummedSquares(sql_queries(model, table)[0]).triangle((0.5, 0.25, 1.0))
    x, z, y, n = rows.T
    columns = (np.sqrt(n) * np.array([x, x + z * apart, np.ones(200)])).T
    residuals = np.sqrt(n) * (0.5 * x + 0.25 * (x + z * apart) + 1 - y)
    close = 1e-12 + 1e-14 / apart
    values = [np.linalg.svd(matrix, compute_uv=False) for matrix in (triangle.factor, columns)]
    assert np.allclose(*values, rtol=close, atol=0)
    assert triangle.rss == pytest.approx(residuals @ residuals, rel=1e-13)
    reached = np.linalg.norm(np.linalg.qr(columns)[0].T @ residuals)
    assert np.linalg.norm(triangle.projection) == pytest.approx(reached, rel=close)
