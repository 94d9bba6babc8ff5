"""Fits beside jax, torch, scikit-learn, numpy and DuckDB by hand: time a step, whole processes, memory.

Run as `python tests/benchmarks/fits.py [--peers PYTHON] [--runs N] [--only SECTION ...]`. PYTHON is an interpreter that
can import the peers (jax, torch, scikit-learn, numpy, duckdb), this one if not given; what it cannot import is left out
and said to be. The data, 700 MB, are made in a temporary folder: 10**6 rows of four features, and 10**7 of them.

The time of a step is that of a whole process with many steps less that of one with few, over the steps between, each
the least of N interleaved runs. All ways must end at the same parameters.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from math import isclose
from pathlib import Path
from typing import NamedTuple

import fit_peers as peers
from fit_peers import BATCH, NAMES, NEURON, SUM, Files
from timing import Command, answer, calcgd, check, has, interleaved, python, show

ROWS = 10**6
SAME = 1e-9
"""How far parameters may be apart, relative to the largest: sums are added up in different orders."""


class Way(NamedTuple):
    """A way to make steps: its command for so many rounds, few of them and many, and the steps of a round."""

    command: Callable[[int], Command]
    few: int
    many: int
    steps: int = 1


class Took(NamedTuple):
    """Seconds of the process with few rounds, and of a step."""

    whole: float
    step: float


def timed(ways: Mapping[str, Way], runs: int) -> dict[str, Took]:
    """How long each way takes."""
    commands = {f"{name} {rounds}": way.command(rounds) for name, way in ways.items() for rounds in (way.few, way.many)}
    seconds = interleaved(commands, runs, min)
    found = {}
    for name, way in ways.items():
        few, many = (seconds[f"{name} {rounds}"] for rounds in (way.few, way.many))
        found[name] = Took(few, (many - few) / (way.steps * (way.many - way.few)))
    return found


def ours(path: str, model: str, *options: str) -> list[str]:
    """The command line of a fit that starts at zero and goes the whole way."""
    start = ",".join(f"{name}=0" for name in NAMES)
    return calcgd("fit", model, path, "--target", "y", "--start", start, "--tolerance", "1e-300", "--json", *options)


def descent(path: str, model: str, rate: float, steps: int, *options: str) -> list[str]:
    """The command line of gradient descent over all rows at each step."""
    return ours(path, model, "--method", "gd", "--lr", str(rate), "--max-steps", str(steps), *options)


def epochs(path: str, model: str, rate: float, batch: int, count: int, *options: str) -> list[str]:
    """The command line of gradient descent by batches."""
    return ours(path, model, "--batch", str(batch), "--lr", str(rate), "--epochs", str(count), *options)


def differing(what: str, commands: Sequence[Command]) -> list[str]:
    """A sentence where the first command, one of calcgd, ends at other parameters than one of the others."""
    made = json.loads(answer(commands[0])[1])["parameters"]
    found = [made[name]["value"] for name in NAMES]
    wrong = []
    for command in commands[1:]:
        wanted = json.loads(answer(command)[1].splitlines()[-1])
        if not same(found, wanted):
            wrong.append(f"{what}: the parameters are {found}, not {wanted}")
    return wrong


def same(found: Sequence[float], wanted: Sequence[float]) -> bool:
    """Whether parameters are the same but for rounding."""
    largest = max(map(abs, wanted))
    return all(isclose(*pair, rel_tol=0, abs_tol=SAME * largest) for pair in zip(found, wanted, strict=True))


def neuron(interpreter: str, files: Files, runs: int) -> list[str]:
    """Full batches of a sigmoid neuron."""
    ways = {"calcgd": Way(lambda n: descent(files.rows, NEURON, peers.RATE, n), 200, 1200)}
    goals = {"jax": ("<= 0.60", "<= 0.40"), "torch": ("<= 0.25", "")}
    if has(interpreter, "jax"):
        ways["jax"] = Way(lambda n: [interpreter, "-c", peers.by_jax(files.rows, n)], 200, 700)
    if has(interpreter, "torch"):
        ways["torch"] = Way(lambda n: [interpreter, "-c", peers.by_torch(files.rows, n)], 20, 120)
    took = timed(ways, runs)
    rows = []
    for name, (whole, step) in took.items():
        each, all_of_it = goals.get(name, ("", ""))
        whole_ratio = f"{took['calcgd'].whole / whole:.2f}" if ways[name].few == ways["calcgd"].few else ""
        numbers = (f"{step * 1000:.2f}", f"{took['calcgd'].step / step:.2f}", each)
        rows.append((name, *numbers, f"{whole:.2f}", whole_ratio, all_of_it))
    header = ("way", "ms a step", "calcgd / it", "goal", "whole process s", "calcgd / it", "goal")
    show(f"sigmoid neuron, all of {ROWS:,} rows a step, 200 steps (torch: 20)", header, rows)
    return differing("sigmoid neuron", [way.command(20) for way in ways.values()])


def batches(interpreter: str, files: Files, runs: int) -> list[str]:
    """A sigmoid neuron by small batches."""
    a_round = ROWS // BATCH

    def by_calcgd(*options: str) -> Way:
        return Way(lambda n: epochs(files.rows, NEURON, peers.RATE_OF_BATCHES, BATCH, n, *options), 1, 101, a_round)

    ways = {"calcgd": by_calcgd("--in-order"), "calcgd, shuffled": by_calcgd()}
    if has(interpreter, "torch"):
        ways["torch"] = Way(
            lambda n: [interpreter, "-c", peers.batches_by_torch(files.rows, n)], a_round // 10, a_round
        )
    rates = {name: 1 / took.step for name, took in timed(ways, runs).items()}
    rows = [
        (name, f"{rate:,.0f}", *(f"{rates[way] / rate:.1f}" for way in list(ways)[:2]), ">= 100" * (name == "torch"))
        for name, rate in rates.items()
    ]
    show(f"batches of {BATCH}, sigmoid neuron", ("way", "steps a second", "calcgd / it", "shuffled / it", "goal"), rows)
    commands = [ways["calcgd"].command(1), *(way.command(a_round) for name, way in ways.items() if name == "torch")]
    return differing("batches", commands)


def single(interpreter: str, files: Files, runs: int) -> list[str]:
    """A linear model row by row."""
    if not has(interpreter, "sklearn"):
        return []

    def by_calcgd(*options: str) -> Way:
        fixed = ("--loss", "half-mse", *options)
        return Way(lambda n: epochs(files.rows, SUM, peers.RATE_OF_ROWS, 1, n, *fixed), 1, 101, ROWS)

    def by_peer(shuffle: bool) -> Way:
        return Way(lambda n: [interpreter, "-c", peers.by_scikit_learn(files.rows, n, shuffle)], 1, 31, ROWS)

    pairs = {"in order": (by_calcgd("--in-order"), by_peer(False)), "shuffled": (by_calcgd(), by_peer(True))}
    ways = {f"{way}, {order}": pair[way != "calcgd"] for order, pair in pairs.items() for way in ("calcgd", "sklearn")}
    rates = {name: 1 / took.step / 1e6 for name, took in timed(ways, runs).items()}
    rows = []
    for order in pairs:
        mine, theirs = rates[f"calcgd, {order}"], rates[f"sklearn, {order}"]
        rows.append((order, f"{mine:.1f}", f"{theirs:.1f}", f"{mine / theirs:.1f}", ">= 8"))
    header = ("rows", "calcgd", "SGDRegressor", "ratio", "goal")
    show("one row a step, linear model, millions of rows a second", header, rows)
    return differing("one row a step", [pairs["in order"][0].command(1), pairs["in order"][1].command(1)])


def linear(interpreter: str, files: Files, runs: int) -> list[str]:
    """A linear model by full batches, 1000 steps: from the rows in memory to the parameters."""
    steps = 1000
    commands = {
        "calcgd": python(peers.by_calcgd(files.rows, steps)),
        "numpy": [interpreter, "-c", peers.by_numpy(files.rows, steps)],
    }
    told = {name: [answer(command)[1].splitlines() for _ in range(runs)] for name, command in commands.items()}
    took = {name: min(float(seconds) for seconds, _ in lines) for name, lines in told.items()}
    rows = [("calcgd", f"{took['calcgd'] * 1000:.1f}", "", "")]
    rows.append(("numpy", f"{took['numpy'] * 1000:.0f}", f"{took['numpy'] / took['calcgd']:.0f}", ">= 200"))
    header = ("way", "ms", "it / calcgd", "goal")
    show(f"linear model, {steps} steps over all of {ROWS:,} rows, without reading them", header, rows)
    found, wanted = (json.loads(told[name][0][1]) for name in commands)
    return [] if same(found, wanted) else [f"linear model: the parameters are {found}, not {wanted}"]


def sql(interpreter: str, files: Files, runs: int) -> list[str]:
    """Rows that stay in their file: a pass over 10**7 of them, and the most memory that takes."""
    ways = {
        "calcgd": Way(lambda n: descent(files.many, NEURON, peers.RATE, n, "--engine", "sql"), 1, 11),
        "by hand": Way(lambda n: python(peers.by_duckdb(files.many, n)), 1, 11),
    }
    took = timed(ways, runs)
    rows = [
        (
            name,
            f"{step * 1000:.0f}",
            f"{took['calcgd'].step / step:.2f}",
            "<= 1.60" * (name != "calcgd"),
            f"{peak(ways[name].command(11)):.0f}",
            "<= 300" * (name == "calcgd"),
        )
        for name, (_, step) in took.items()
    ]
    header = ("way", "ms a pass", "calcgd / it", "goal", "peak MB", "goal")
    show("a query for cost and gradient over 10,000,000 rows of Parquet", header, rows)
    return differing("queries", [way.command(2) for way in ways.values()])


def peak(command: Command) -> float:
    """The most memory a process has had, in MB."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.wait4(started.pid, 0)[2].ru_maxrss * 1024 / 1e6


def csv(interpreter: str, files: Files, runs: int) -> list[str]:
    """A text of 100 MB, as far as columns in memory."""
    program = (
        "import time\nfrom calcgd.fitting.data.table import opened\nbegan = time.perf_counter()\n"
        f"with opened({files.text!r}) as table:\n    data = table.read(table.names)\n"
        "print(time.perf_counter() - began, data.rows)"
    )
    told = [answer(python(program))[1].split() for _ in range(runs)]
    seconds = min(float(took) for took, _ in told)
    size = Path(files.text).stat().st_size / 1e6
    show("reading five columns of CSV", ("MB", "s", "goal"), [(f"{size:.0f}", f"{seconds:.2f}", "<= 1.00")])
    return [] if {rows for _, rows in told} == {"1060000"} else [f"reading: {told}"]


SECTIONS: dict[str, Callable[[str, Files, int], list[str]]] = {
    "neuron": neuron,
    "batches": batches,
    "single": single,
    "linear": linear,
    "sql": sql,
    "csv": csv,
}


def main() -> None:
    """Print the tables and check the parameters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="an interpreter with the peers")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="rounds of every comparison")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="SECTION")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = Files(*(str(Path(folder, name)) for name in ("rows.parquet", "many.parquet", "rows.csv")))
        peers.make(files)
        check([line for name in given.only for line in SECTIONS[name](given.peers, files, given.runs)])


if __name__ == "__main__":
    main()
