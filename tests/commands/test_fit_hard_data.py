"""`calcgd fit` on data that leave something open, or nothing at all: in every format a number or a clear word, never a
number that is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

Run = Callable[..., Ran]

FORMATS = ("text", "table", "latex", "markdown", "json", "jsonl", "csv")

NO_NUMBER = re.compile(r"(?<![a-z])(nan|inf|infinity|undefined)(?![a-z])|Traceback|RuntimeWarning", re.IGNORECASE)

HARD = {
    "saturated": ("x,y\n1000,5\n2000,7\n3000,6\n", "sigmoid(w*x + b)", [], "does not change with any of its"),
    "saturated-gd": ("x,y\n-1000,1\n1000,0\n", "sigmoid(w*x + b)", ["--method", "gd"], "start elsewhere, or"),
    "saturated-mae": ("x,y\n-1000,1\n1000,0\n", "tanh(w*x + b)", ["--loss", "mae"], "or standardise the inputs"),
    "saturated-batches": ("x,y\n-1000,1\n1000,0\n", "sigmoid(w*x + b)", ["--batch", "1"], "it is saturated"),
    "separable": ("x,y\n1,0\n2,0\n3,1\n", "sigmoid(w*x + b)", ["--loss", "cross-entropy"], "the data are separable"),
    "constant-column": ("x,y\n2,1\n2,2\n2,4\n", "a*x + b", [], "determine only combinations of a, b"),
    "collinear": ("x,z,y\n1,2,1\n2,4,2\n3,6,4\n4,8,3\n", "a*x + c*z + b", [], "determine only combinations of a, c"),
    "one-row": ("x,y\n1,2\n", "a*exp(b*x)", [], "no more rows than parameters"),
    "more-parameters": ("x,y\n1,2\n2,3\n", "a*x + b*x^2 + c*exp(x)", [], "no more rows than parameters"),
    "flat-target": ("x,y\n1,3\n2,3\n3,3\n", "a*exp(b*x)", [], "the target does not vary"),
    "flat-gd": ("x,y\n1,3\n2,3\n3,3\n", "a*x + b", ["--method", "gd", "--lr", "0.05"], "the target does not vary"),
    "two-weights": ("x,w,y\n1,0,9\n2,1,3\n3,0,4\n4,1,5\n", "a*x + b", ["--weights", "w"], "no more rows than"),
    "no-weight-at-all": ("x,y\n1,2\n2,3\n", "a*x", ["--weights", "0*x"], "the weights of all rows are 0"),
    "no-weight-mae": ("x,y\n1,2\n", "a*x", ["--weights", "0*x", "--loss", "mae"], "the weights of all rows are 0"),
    "negative-mae": ("x,y\n1,2\n", "a*x", ["--weights=-x", "--loss", "mae"], "the weight of row 1 is -1"),
    "large-target": ("x,y\n1,1e200\n2,3e200\n3,4e200\n", "a*x + b", [], "the target is too large to be squared"),
    "small-target": ("x,y\n1,1e-200\n2,3e-200\n3,4e-200\n", "a*x + b", [], "the target is too small to be squared"),
    "large-input": ("x,y\n1e200,1\n2e200,3\n3e200,4\n", "a*x + b", [], "too large"),
    "small-input": ("x,y\n1e-200,1\n2e-200,3\n3e-200,4\n", "a*x + b", [], "converged"),
    "small-rate": ("x,y\n1e-200,1\n2e-200,3\n3e-200,4\n", "a*exp(b*x)", [], "converged"),
    "undefined": ("x,y\n-1,1\n0,2\n1,3\n", "log(a*x)", [], "is not defined"),
    "undefined-gd": ("x,y\n-1,1\n0,2\n1,3\n", "log(a*x)", ["--method", "gd"], "is not defined"),
    "ran-away": ("x,y\n1,1\n2,3\n3,4\n", "a*x + b", ["--method", "gd", "--lr", "9"], "diverged"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_no_number_that_is_none_and_a_clear_word(run: Run, tmp_path: Path, name: str) -> None:
    rows, model, options, said = HARD[name]
    path = tmp_path / "data.csv"
    path.write_text(rows)
    for form in FORMATS:
        ran = run("fit", model, str(path), "--target", "y", "--format", form, *options)
        assert NO_NUMBER.search(ran.out + ran.err) is None, (form, ran.out, ran.err)
        if form in ("json", "jsonl"):
            for line in ran.out.splitlines():
                json.loads(line, parse_constant=pytest.fail)
        if form == "text":
            assert said in (ran.out + ran.err).lower()
