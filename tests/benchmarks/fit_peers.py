"""The same fits in other ways: programs as text, and the data that all of them read.

Each program ends with a line of JSON: a list of parameters, the weights of the four features and then the offset.
"""

from __future__ import annotations

from typing import NamedTuple

BATCH = 32
RATE, RATE_OF_BATCHES, RATE_OF_ROWS, RATE_OF_LINES = 0.5, 0.1, 0.01, 0.1

SUM = "w1*x1 + w2*x2 + w3*x3 + w4*x4 + b"
NEURON = f"sigmoid({SUM})"
NAMES = ("w1", "w2", "w3", "w4", "b")

ROWS = """
select *, 1/(1 + exp(-(x1 - 2*x2 + x3/2 - x4/4 + 1/4))) + noise/10 as y from (
select {features} from range({rows}) as numbers(n))
"""
"""Rows that are the same wherever they are made: features and noise between -1 and 1, by hashes of their numbers."""


class Files(NamedTuple):
    """Where the data are: 10**6 rows, 10**7 rows, and a text of 100 MB."""

    rows: str
    many: str
    text: str


def make(files: Files) -> None:
    """Write the data. Needs duckdb."""
    import duckdb

    columns = ("x1", "x2", "x3", "x4", "noise")
    features = ", ".join(f"hash(n, {place})/9223372036854775808 - 1 as {name}" for place, name in enumerate(columns))
    parts = ((files.rows, 10**6, "parquet"), (files.many, 10**7, "parquet"), (files.text, 1_060_000, "csv"))
    for path, rows, kind in parts:
        query = f"select x1, x2, x3, x4, y from ({ROWS.format(features=features, rows=rows)})"
        duckdb.execute(f"copy ({query}) to '{path}' (format {kind})")


_READ = """
import json
import duckdb
import numpy as np

data = duckdb.sql("select * from '{path}'").fetchnumpy()
"""

_JAX = """
import jax
import jax.numpy as jnp
jax.config.update("jax_enable_x64", True)
x = jnp.stack([jnp.asarray(data[name]) for name in ("x1", "x2", "x3", "x4")])
y = jnp.asarray(data["y"])

def cost(p, x, y):
    return jnp.mean((jax.nn.sigmoid(p[:4] @ x + p[4]) - y)**2)

@jax.jit
def descend(p, x, y):
    return jax.lax.fori_loop(0, {steps}, lambda _, p: p - {rate} * jax.grad(cost)(p, x, y), p)

print(json.dumps(descend(jnp.zeros(5), x, y).tolist()))
"""

_TORCH = """
import torch
x = torch.from_numpy(np.stack([data[name] for name in ("x1", "x2", "x3", "x4")], axis=1))
y = torch.from_numpy(np.array(data["y"]))
w = torch.zeros(4, dtype=torch.float64, requires_grad=True)
b = torch.zeros((), dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.SGD([w, b], lr={rate})
for step in range({steps}):
    {take}
    optimizer.zero_grad()
    torch.mean((torch.sigmoid(xs @ w + b) - ys)**2).backward()
    optimizer.step()
print(json.dumps([*w.tolist(), b.item()]))
"""

_SCIKIT_LEARN = """
from sklearn.linear_model import SGDRegressor
x = np.stack([data[name] for name in ("x1", "x2", "x3", "x4")], axis=1)
fixed = {{"penalty": None, "learning_rate": "constant", "eta0": {rate}, "tol": None}}
model = SGDRegressor(max_iter={epochs}, shuffle={shuffle}, **fixed)
model.fit(x, data["y"])
print(json.dumps([*model.coef_.tolist(), float(model.intercept_[0])]))
"""

_NUMPY = """
import time
x = np.stack([data[name] for name in ("x1", "x2", "x3", "x4")], axis=1)
y = np.array(data["y"])
began = time.perf_counter()
w, b = np.zeros(4), 0.0
for _ in range({steps}):
    rest = x @ w + b - y
    w -= {rate} * 2 / len(y) * (x.T @ rest)
    b -= {rate} * 2 * rest.mean()
print(time.perf_counter() - began)
print(json.dumps([*w.tolist(), b]))
"""

_CALCGD = """
import time
from calcgd.descent.settings import Settings
from calcgd.expression import parse
from calcgd.fitting.data.table import opened
from calcgd.fitting.fit import Question, runs
from calcgd.fitting.losses import loss_of
from calcgd.fitting.model import model_of
from calcgd.fitting.objective import Penalty

with opened({path!r}) as table:
    model = model_of(parse({model!r}).tree, parse("y").tree, table.names)
    data = table.read(model.columns)
began = time.perf_counter()
question = Question(model, data.columns, data.rows, loss_of("mse"), Penalty(), {{}})
start, settings = [0.0] * len(model.parameters), Settings(max_steps={steps}, tolerance=0.0, keep_path=False)
(_, run), = runs(question, start, "gd", {rate}, settings)
for _ in run:
    pass
print(time.perf_counter() - began)
found = dict(zip(model.parameters, run.result().point))
"""

_QUERY = """
select count(*), sum(e*e), sum(d), sum(d*x1), sum(d*x2), sum(d*x3), sum(d*x4) from (
select *, 2*e*s*(1 - s) as d from (
select *, s - y as e from (
select *, 1/(1 + exp(-($1*x1 + $2*x2 + $3*x3 + $4*x4 + $5))) as s from '{path}')))
"""

_DUCKDB = """
import json
import duckdb
p = [0.0] * 5
for _ in range({steps}):
    rows, _, by_b, *by_w = duckdb.execute({query!r}, p).fetchone()
    p = [a - {rate} / rows * slope for a, slope in zip(p, [*by_w, by_b])]
print(json.dumps(p))
"""


def by_jax(path: str, steps: int) -> str:
    """Full batches of the neuron, the whole loop compiled."""
    return (_READ + _JAX).format(path=path, steps=steps, rate=RATE)


def by_torch(path: str, steps: int) -> str:
    """Full batches of the neuron, step by step."""
    return (_READ + _TORCH).format(path=path, steps=steps, rate=RATE, take="xs, ys = x, y")


def batches_by_torch(path: str, steps: int) -> str:
    """Small batches of the neuron in the order of the rows."""
    take = f"xs, ys = (part[{BATCH} * step:{BATCH} * (step + 1)] for part in (x, y))"
    return (_READ + _TORCH).format(path=path, steps=steps, rate=RATE_OF_BATCHES, take=take)


def by_scikit_learn(path: str, epochs: int, shuffle: bool) -> str:
    """The linear model, one row a step."""
    return (_READ + _SCIKIT_LEARN).format(path=path, epochs=epochs, rate=RATE_OF_ROWS, shuffle=shuffle)


def by_numpy(path: str, steps: int) -> str:
    """Full batches of the linear model; before the parameters it prints the seconds that the loop has taken."""
    return (_READ + _NUMPY).format(path=path, steps=steps, rate=RATE_OF_LINES)


def by_calcgd(path: str, steps: int) -> str:
    """What `calcgd fit` does with the linear model once it has read the rows; prints what the loop of numpy prints."""
    ending = f"import json\nprint(json.dumps([found[name] for name in {NAMES}]))\n"
    return _CALCGD.format(path=path, steps=steps, rate=RATE_OF_LINES, model=SUM) + ending


def by_duckdb(path: str, steps: int) -> str:
    """Full batches of the neuron, each of them a query written by hand."""
    return _DUCKDB.format(query=_QUERY.format(path=path), steps=steps, rate=RATE)
