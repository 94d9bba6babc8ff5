"""A fit on Spark is the fit in memory. Without pyspark or Java there is nothing to test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_records import same_fit
from fits_broken_off import broken_off

from calcgd.errors import NoAnswer
from calcgd.expression import parse
from calcgd.fitting.data.table import opened
from calcgd.fitting.engines.spark import spark_queries
from calcgd.fitting.losses import LOSSES
from calcgd.fitting.model import model_of
from calcgd.fitting.objective import Objective, Penalty

JAVA = shutil.which("java") or os.environ.get("JAVA_HOME")


@pytest.fixture
def spark() -> None:
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    if not JAVA:
        pytest.skip("there is no Java")


def neuron(path: Path, rows: int) -> Path:
    chance = np.random.default_rng(11)
    x, z = chance.normal(size=(2, rows))
    y = chance.random(rows) < 1 / (1 + np.exp(1 - 2 * x + 0.5 * z))
    with path.open("w") as file:
        file.write("x;z;y\n")
        for line in zip(x.tolist(), z.tolist(), y.tolist(), strict=True):
            file.write("{!r};{!r};{:d}\n".format(*line).replace(".", ","))
    return path


def test_cost_gradient_and_rows_left_out_are_those_of_the_rows_in_memory(spark: None, tmp_path: Path):
    path = neuron(tmp_path / "a [1] {b}.csv", 200)
    path.write_text(path.read_text() + '1,5;2\n"1,5";"2,5";"1"\nmany;1;1\n;1;1\n1;inf;1\n')
    with opened(str(path)) as table:
        model = model_of(parse("sigmoid(w*x + v*z^2 + b)").tree, parse("y").tree, table.names)
        where = parse("1 if x > -2 or z > 0 else 0").tree.args[1]
        data, at = table.read(model.columns, where), (0.5, 0.25, -1.0)
        memory = Objective(model, LOSSES["cross-entropy"], Penalty()).problem(data.columns, data.rows)
        with spark_queries(model, table, str(path), where, False, "local[2]") as (queries, notes):
            problem = queries.problem(LOSSES["cross-entropy"], Penalty())
            assert queries.rows == data.rows
            gone = path.rename(tmp_path / "elsewhere")
            with pytest.raises(NoAnswer, match="the work on Spark failed"):
                problem.value(at)
            gone.rename(path)
            assert notes and f"{sum(each.count for each in data.dropped)} of" in notes[0]
            assert np.allclose(problem.value_and_gradient(at)[1], memory.value_and_gradient(at)[1], rtol=1e-12)
            assert problem.value(at) == pytest.approx(memory.value(at), rel=1e-12)
            log = queries.total(parse("log(x)").tree)
            assert log != log and queries.lost == int((data.columns["x"] <= 0).sum()) > 0


@pytest.mark.slow
def test_a_million_rows_are_fitted_as_in_memory(spark: None, run: Callable[..., Any], tmp_path: Path):
    path = neuron(tmp_path / "million.csv", 1_000_000)
    call = ("fit", "sigmoid(w*x + v*z + b)", str(path), "--target", "y", "--loss", "cross-entropy", "--json")
    memory = json.loads(run(*call).out)
    cluster = json.loads(run(*call, "--engine", "spark", "--master", "local[2]", "--timeout", "900").out)
    assert cluster["engine"] == "spark" and cluster["rows"] == memory["rows"] == 1_000_000
    assert same_fit(cluster, memory)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is no signal there")
def test_control_c_shows_what_there_is_and_the_checkpoint_leads_to_the_end(
    spark: None, run: Callable[..., Any], tmp_path: Path
):
    kept, path = tmp_path / "fit.json", neuron(tmp_path / "some.csv", 300)
    call = ("fit", "sigmoid(w*x + v*z + b)", str(path), "--target", "y", "--json")
    memory = json.loads(run(*call).out)
    call = (*call, "--engine", "spark", "--master", "local[2]")
    out, err, code = broken_off(kept, signal.SIGINT, *call, "--method", "gd", "--lr", "0.01", "--max-steps", "100000")
    assert code == 130 and "Traceback" not in err
    before, shown = json.loads(kept.read_text()), json.loads(out)
    assert {name: value["value"] for name, value in shown["parameters"].items()} == before["parameters"]
    after = run(*call, "--checkpoint", str(kept), "--timeout", "900")
    assert f"after {before['gradients']:,} gradients" in after.err
    assert same_fit(json.loads(after.out), memory)


@pytest.mark.slow
def test_without_java_the_command_says_so(tmp_path: Path):
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    path = neuron(tmp_path / "few.csv", 5)
    call = [sys.executable, "-m", "calcgd", "fit", "w*x", str(path), "--target", "y", "--engine", "spark"]
    elsewhere = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"} | {"PATH": str(tmp_path)}
    ran = subprocess.run(call, env=elsewhere, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 1 and "Spark did not start" in ran.stderr and "it needs Java 17" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("master", "code", "message"),
    [
        ("foo://there", 2, "'foo://there' is no Spark master"),
        ("spark://127.0.0.1:{port}", 1, "no Spark master answers at 127.0.0.1:{port}: "),
        ("spark://127.0.0.1:{port},127.0.0.1:999999", 1, ", 127.0.0.1:999999: "),
    ],
)
def test_a_cluster_that_is_not_there(run: Callable[..., Any], tmp_path: Path, master: str, code: int, message: str):
    path = neuron(tmp_path / "few.csv", 5)
    with socket.socket() as taken:  # nobody listens
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        ran = run("fit", "w*x", str(path), "--target", "y", "--engine", "spark", "--master", master.format(port=port))
    assert ran.code == code and message.format(port=port) in ran.err


def test_without_pyspark_the_command_says_what_to_install(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = neuron(tmp_path / "few.csv", 5)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    ran = run("fit", "w*x", str(path), "--target", "y", "--engine", "spark")
    assert ran.code == 5 and 'pip install "calcgd[spark]"' in ran.err


def test_standard_input_is_not_for_spark(run: Callable[..., Any]):
    ran = run("fit", "w*x", "-", "--target", "y", "--engine", "spark", stdin="x,y\n1,2\n")
    assert ran.code == 2 and "Spark reads files, not standard input" in ran.err
