"""Files of `calcgd fit`: --save, --load, --start model.json and --predict, and where they cannot be written."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest
from conftest import Ran

from calcgd import __version__
from calcgd.commands.fit import fit

Run = Callable[..., Ran]

RANDOM = np.random.default_rng(8)
X = np.linspace(0, 9, 30)
Y = 2 * X + 1 + RANDOM.normal(size=30) / 10
S = RANDOM.uniform(1, 2, size=30)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("data.csv", zip(X.tolist(), Y.tolist(), S.tolist(), strict=True))


def write(path: str, rows: Any, header: str = "x,y,s") -> None:
    Path(path).write_text(header + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))


def table(path: str = "out.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(path).read_text(), newline="")))


def yhat(path: str = "out.csv") -> list[float]:
    return [float(row["yhat"]) for row in table(path)]


def saved(run: Run, *words: str) -> dict[str, Any]:
    """What a fit of a line saves."""
    ran = run("fit", "a*x + b", "data.csv", "--target", "y", "--save", "m.json", *words)
    assert ran.code == 0, ran.err
    return json.loads(Path("m.json").read_text())


def test_a_saved_model_holds_all_that_was_asked_and_found(run: Run) -> None:
    words = ["--weights", "1/s", "--where", "x < 8", "--fix", "b=1/4", "--json", "--save", "m.json"]
    found = json.loads(run("fit", "a*x + b", "data.csv", "--target", "y", *words).out)
    kept = json.loads(Path("m.json").read_text())
    inside = X < 8
    w, x = 1 / S[inside], X[inside]
    a = np.sum(w * x * (Y[inside] - 0.25)) / np.sum(w * x * x)
    assert kept["parameters"]["a"]["value"] == pytest.approx(a, rel=1e-12)
    assert kept == {
        "format": "calcgd fit",
        "version": 1,
        "model": "a*x + b",
        "target": "y",
        "weights": "1/s",
        "where": "x < 8",
        "loss": "mse",
        "l1": 0.0,
        "l2": 0.0,
        "columns": {"x": "x", "y": "y", "s": "s"},
        "parameters": {"a": {key: found["parameters"]["a"][key] for key in ("value", "stderr")}},
        "fixed": {"b": 0.25},
        "rows": int(inside.sum()),
        "cost": found["loss"],
        "status": "converged",
        "calcgd": __version__,
    }


def test_a_weight_for_each_input_is_written_out(run: Run) -> None:
    run("fit", "w*x + b", "data.csv", "--target", "y", "--each-input", "w", "--l2", "1/8", "--save", "m.json")
    kept = json.loads(Path("m.json").read_text())
    assert (kept["model"], set(kept["parameters"]), kept["l2"]) == ("w_x*x + w_s*s + b", {"w_x", "w_s", "b"}, 0.125)
    assert run("fit", "--load", "m.json", "data.csv").code == 0
    write("named.csv", [(1, 2), (2, 5), (4, 6)], "height,y")
    ran = run("fit", "w*x + heigt", "named.csv", "--target", "y", "--each-input", "w")
    assert "heigt is no column" in ran.err and "w_height" not in ran.err


@pytest.mark.parametrize("engine", ["memory", "sql"])
@pytest.mark.parametrize(
    ("model", "options"),
    [
        ("a*x + b", []),
        ("a*x + b", ["--weights", "1/s", "--loss", "sse"]),
        ("a*x + b + 0*c", ["--fix", "c=1/3", "--l2", "0.1", "--l1", "1/7"]),
        ("sigmoid(a*x + b)", ["--loss", "cross-entropy", "--where", "y > 3"]),
        ("a*x + b", ["--loss", "huber"]),
    ],
)
def test_over_its_own_rows_a_loaded_model_is_what_was_fitted(
    run: Run, model: str, options: list[str], engine: str
) -> None:
    target = "1 if y > 8 else 0" if "cross-entropy" in options else "y"
    ran = run(
        "fit", model, "data.csv", "--target", target, *options, "--save", "m.json", "--json", "--predict", "a.csv"
    )
    where = options[-2:] if "--where" in options else []
    again = run("fit", "--load", "m.json", "data.csv", "--json", "--engine", engine, "--predict", "b.csv", *where)
    fitted, loaded = json.loads(ran.out), json.loads(again.out)
    for name, each in fitted["parameters"].items():
        assert loaded["parameters"][name] == {"value": each["value"], "stderr": each["stderr"], "note": None}
    assert loaded["rows"] == fitted["rows"]
    told = [key for key in ("loss", "accuracy", "rss", "rmse", "r2") if fitted[key] is not None]
    assert told[0] == "loss"
    assert [loaded[key] for key in told] == pytest.approx([fitted[key] for key in told], rel=1e-9)
    assert yhat("b.csv") == pytest.approx(yhat("a.csv"), rel=1e-14)


def test_a_model_is_judged_by_rows_it_has_never_seen(run: Run) -> None:
    kept = saved(run)
    a, b = (kept["parameters"][name]["value"] for name in "ab")
    x, y = np.array([10.0, 11, 15]), np.array([20.0, 24, 30.5])
    write("new.csv", zip(x, y, strict=True), "x,y")
    found = json.loads(run("fit", "--load", "m.json", "new.csv", "--json").out)
    left = y - a * x - b
    assert found["rmse"] == pytest.approx(np.sqrt(np.mean(left**2)), rel=1e-12)
    assert found["r2"] == pytest.approx(1 - np.sum(left**2) / np.sum((y - y.mean()) ** 2), rel=1e-12)
    assert (found["rows"], found["fitted"]["rows"]) == (3, 30)


def test_what_a_person_sees(run: Run) -> None:
    saved(run, "--where", "x > 1")
    lines = run("fit", "--load", "m.json", "data.csv", "--format", "text").out.splitlines()
    assert lines[0].split() == ["Parameter", "Value", "Standard", "error"]
    assert [line.split()[0] for line in lines[1:3]] == ["a", "b"]
    assert lines[3] == "y = a*x + b, fitted to 26 rows"
    assert lines[4].startswith("loss ") and "over 30 rows; it was " in lines[4]
    assert lines[5].startswith("rss ") and ", R2 0.99" in lines[5]
    assert lines[6] == "The model was fitted to rows where x > 1."
    rows = list(csv.DictReader(io.StringIO(run("fit", "--load", "m.json", "data.csv", "--format", "csv").out)))
    assert [row["parameter"] for row in rows] == ["a", "b"] and float(rows[0]["stderr"]) > 0


def test_data_without_a_target(run: Run) -> None:
    kept = saved(run)
    write("new.csv", [("p", 1), ("q", ""), ("r", 3)], "id,x")
    ran = run("fit", "--load", "m.json", "new.csv")
    assert ran.code == 2 and "new.csv has no column y to judge the model by" in ran.err and "--predict" in ran.err
    ran = run("fit", "--load", "m.json", "new.csv", "--predict", "out.csv", "--json")
    assert ran.code == 0 and json.loads(ran.out)["loss"] is None
    assert json.loads(ran.out)["notes"] == ["no loss is told: new.csv has no column y"]
    assert "predictions: 1 of 3 rows was left out: x is empty in 1 (row 2)" in ran.err
    a, b = (kept["parameters"][name]["value"] for name in "ab")
    assert [row["id"] for row in table()] == ["p", "r"] and yhat() == pytest.approx([a + b, 3 * a + b], rel=1e-15)
    assert run("fit", "--load", "m.json", "new.csv", "--predict", "out.csv", "--strict").code == 2


def test_a_target_that_is_missing_in_some_rows_or_in_all(run: Run) -> None:
    saved(run)
    write("new.csv", [(1, 3), (2, ""), (3, "n/a")], "x,y")
    ran = run("fit", "--load", "m.json", "new.csv", "--predict", "out.csv", "--json")
    assert json.loads(ran.out)["rows"] == 1 and len(yhat()) == 3 and [row["y"] for row in table()] == ["3.0", "", ""]
    write("new.csv", [(1, ""), (2, "")], "x,y")
    ran = run("fit", "--load", "m.json", "new.csv", "--predict", "out.csv", "--json")
    assert (
        ran.code == 0 and "no loss is told: new.csv has no row" in json.loads(ran.out)["notes"][0] and len(yhat()) == 2
    )
    assert run("fit", "--load", "m.json", "new.csv").code == 2


def test_data_through_a_pipe(run: Run) -> None:
    text = Path("data.csv").read_text()
    assert run("fit", "a*x + b", "-", "--target", "y", "--save", "m.json", "--predict", "a.csv", stdin=text).code == 0
    ran = run("fit", "--load", "m.json", "-", "--predict", "b.csv", "--json", stdin=text)
    assert json.loads(ran.out)["rows"] == 30 and yhat("a.csv") == yhat("b.csv")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("X,y", "new.csv has no column x, which the model needs"),
        ("u,y", "the columns are u and y"),
        ("x!,y", "x stands for 'x!' in new.csv, and for 'x' in the saved model"),
    ],
)
def test_columns_that_are_missing_or_called_otherwise(run: Run, header: str, said: str) -> None:
    saved(run)
    write("new.csv", [(1, 2), (2, 3)], header)
    ran = run("fit", "--load", "m.json", "new.csv")
    assert ran.code == 2 and said in ran.err
    assert header[0] != "X" or "did you mean 'X'?" in ran.err


def test_a_column_that_is_called_like_a_parameter_is_not_taken_for_it(run: Run) -> None:
    saved(run)
    write("new.csv", [(1, 3, 100), (2, 5, 100)], "x,y,a")
    ran = run("fit", "--load", "m.json", "new.csv", "--predict", "out.csv")
    assert "a is a parameter of the saved model: the column a is not used" in ran.err
    assert yhat() == pytest.approx([3, 5], abs=0.3)


def test_what_cannot_be_judged_says_so(run: Run) -> None:
    run("fit", "a*log(x + 1)", "data.csv", "--target", "y", "--save", "m.json")
    write("new.csv", [(-5, 1), (1, 2)], "x,y")
    ran = run("fit", "--load", "m.json", "new.csv", "--predict", "out.csv", "--json")
    found = json.loads(ran.out)
    assert ran.code == 1 and found["loss"] is None and "the loss has no value" in found["notes"][0]
    assert [row["yhat"] != "" for row in table()] == [False, True]
    assert "yhat is empty in 1 of 2 rows" in ran.err
    run("fit", "a*x", "data.csv", "--target", "y", "--weights", "s", "--save", "m.json")
    write("new.csv", [(1, 2, -1)])
    assert "a weight is negative" in run("fit", "--load", "m.json", "new.csv").err
    write("new.csv", [(1, 2, 0)])
    assert json.loads(run("fit", "--load", "m.json", "new.csv", "--json").out)["loss"] is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"model": "a*x + b + f(x)"}, "f is only a name"),
        ({"model": "a*x + b + 1/(x - x)"}, "The loss has no value"),
        ({"target": "oo*y"}, "The loss has no value"),
        ({"parameters": {name: {"value": 1e308, "stderr": None} for name in "ab"}}, "The loss has no value"),
        ({"where": "\x1b[31mred\x07"}, r"rows where \x1b[31mred\x07."),
        ({"columns": {"x": "\x1b[31mx", "y": "y"}}, r"and for '\x1b[31mx' in the saved model"),
        ({"model": "a*x + b" + " + 0*x" * 100}, "y = a*x + b + 0*x"),
        ({"l1": 1e308, "l2": 1e308}, "The loss has no value"),
    ],
    ids=range(8),
)
def test_a_model_that_somebody_has_changed(run: Run, changed: dict[str, Any], said: str) -> None:
    Path("m.json").write_text(json.dumps(saved(run) | changed))
    ran = run("fit", "--load", "m.json", "data.csv", "--format", "text")
    assert said in ran.out + ran.err and "internal" not in ran.err and "\x1b" not in ran.out + ran.err
    assert max(map(len, ran.out.splitlines()), default=0) < 300
    assert "NaN" not in run("fit", "--load", "m.json", "data.csv", "--json").out


def test_a_fit_goes_on_from_a_saved_model(run: Run) -> None:
    kept = saved(run)
    words = shlex.split("data.csv --target y --method gd --lr 1e-300 --max-steps 1 --json --start m.json")
    ran = run("fit", "a*x + b + c*sin(x)", *words)
    found = json.loads(ran.out)["parameters"]
    assert [found[name]["value"] for name in "abc"] == [kept["parameters"][name]["value"] for name in "ab"] + [1.0]
    ran = run("fit", "a*x*exp(k*x)", *words)
    assert "b of m.json is no parameter of this model" in ran.err and "no start was given for k, so it is 1" in ran.err
    assert "of m.json" not in run("fit", "a*x + b", *words, "--fix", "b=0").err
    assert "there is no file none.json" in run("fit", "a*x", "data.csv", "--target", "y", "--start", "none.json").err


def test_predictions_are_of_every_row_that_can_be_used(run: Run) -> None:
    rows = [(x, "" if place == 4 else y, s) for place, (x, y, s) in enumerate(zip(X, Y, S, strict=True))]
    rows[7] = ("", 1.0, 1.0)
    write("data.csv", rows)
    ran = run("fit", "a*x + b", "data.csv", "--target", "y", "--holdout", "0.5", "--predict", "out.csv", "--json")
    found = {name: each["value"] for name, each in json.loads(ran.out)["parameters"].items()}
    used = np.delete(np.arange(30), 7)
    assert [row["x"] for row in table()] == [str(x) for x in X[used].tolist()]
    assert [row["y"] for row in table()] == ["" if place == 4 else str(Y[place]) for place in used]
    assert yhat() == pytest.approx(list(found["a"] * X[used] + found["b"]), rel=1e-14)
    assert json.loads(ran.out)["rows"] == 14


@pytest.mark.parametrize("option", ["--save", "--predict"])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("no/such/folder.csv", "cannot write no/such/folder.csv: No such file or directory"),
        (".", "needs the name of a file, and '.' is none"),
        ("", "needs the name of a file, and '' is none"),
        ("folder/", "needs the name of a file, and 'folder/' is none"),
        ("-", "would mix with the answer"),
        ("/dev/stdout", "would mix with the answer"),
        ("n" * 300, "File name too long"),
        ("data.csv", "would overwrite the data"),
        ("./link.csv", "would overwrite the data"),
        ("data.csv/below", "cannot write data.csv/below: Not a directory"),
    ],
    ids=range(10),
)
def test_what_cannot_be_written_is_refused_before_the_fit(run: Run, option: str, path: str, said: str) -> None:
    before = Path("data.csv").read_bytes()
    os.symlink("data.csv", "link.csv")
    for more in ([], ["--engine", "sql"], ["--method", "gd", "--every", "1"]):
        ran = run("fit", "a*x + b", "data.csv", "--target", "y", option, path, *more)
        assert ran.code == 2 and said in ran.err and ran.out == ""
    assert Path("data.csv").read_bytes() == before and sorted(os.listdir()) == ["data.csv", "link.csv"]


def test_files_that_are_in_use(run: Run) -> None:
    kept = saved(run)
    for words, said in (
        (["--save", "m.json", "--predict", "m.json"], "--predict m.json would overwrite the saved model"),
        (["--start", "m.json", "--predict", "m.json"], "--predict m.json would overwrite the saved model"),
        (["--save", "a.txt", "--output", "./a.txt"], "--save a.txt would overwrite the answer"),
        (["--save", "c.json", "--checkpoint", "c.json", "--engine", "sql"], "would overwrite the checkpoint"),
    ):
        ran = run("fit", "a*x + b", "data.csv", "--target", "y", *words)
        assert ran.code == 2 and said in ran.err
    ran = run("fit", "--load", "m.json", "data.csv", "--predict", "m.json")
    assert ran.code == 2 and json.loads(Path("m.json").read_text()) == kept
    assert run("fit", "a*x + b", "data.csv", "--target", "y", "--start", "m.json", "--save", "m.json").code == 0


def test_data_that_are_redirected_are_not_overwritten() -> None:
    words = ["-m", "calcgd", "fit", "a*x", "-", "--target", "y", "--predict", "data.csv"]
    before = Path("data.csv").read_bytes()
    with open("data.csv", "rb") as stdin:
        ran = subprocess.run([sys.executable, *words], stdin=stdin, capture_output=True, text=True, check=False)
    assert ran.returncode == 2 and "would overwrite the data" in ran.stderr and Path("data.csv").read_bytes() == before


def test_predictions_go_to_standard_output_where_the_answer_does_not(run: Run) -> None:
    ran = run("fit", "2*x + b", "data.csv", "--target", "y", "--predict", "-", "--output", "answer.txt")
    found = [float(row["yhat"]) for row in csv.DictReader(io.StringIO(ran.out))]
    assert found == pytest.approx(list(2 * X + np.mean(Y - 2 * X)), rel=1e-12)
    assert Path("answer.txt").read_text().startswith("Parameter")


def test_a_fit_that_ended_elsewhere_is_not_kept(run: Run) -> None:
    Path("m.json").write_text("before")
    words = ["--method", "gd", "--lr", "9", "--standardize", "no", "--save", "m.json", "--predict", "out.csv"]
    ran = run("fit", "a*x + b", "data.csv", "--target", "y", *words)
    assert ran.code == 3 and "m.json and out.csv are not written: these are not the parameters of a fit" in ran.err
    assert Path("m.json").read_text() == "before" and not Path("out.csv").exists()


def test_a_fit_that_has_not_arrived_is_kept_and_says_so(run: Run) -> None:
    words = ["--method", "gd", "--lr", "0.001", "--standardize", "no", "--max-steps", "5", "--save", "m.json"]
    assert run("fit", "a*x + b", "data.csv", "--target", "y", *words).code == 3
    ran = run("fit", "--load", "m.json", "data.csv", "--json")
    assert json.loads(ran.out)["notes"] == ["the fit that was saved had not converged: step-limit"] and ran.code == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
@pytest.mark.parametrize("option", ["--save", "--predict"])
def test_a_disk_that_is_full_leaves_the_answer(run: Run, option: str) -> None:
    ran = run("fit", "a*x + b", "data.csv", "--target", "y", option, "/dev/full")
    assert "cannot write /dev/full: No space left on device" in ran.err and "converged" in ran.out and ran.code == 2


def test_what_is_replaced_keeps_its_mode_and_nothing_else_is_left(run: Run) -> None:
    Path("m.json").write_text("")
    Path("m.json").chmod(0o640)
    os.symlink("m.json", "name.json")
    assert run("fit", "a*x", "data.csv", "--target", "y", "--save", "name.json", "--predict", "out.csv").code == 0
    assert Path("name.json").is_symlink() and Path("m.json").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir()) == ["data.csv", "m.json", "name.json", "out.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "there is no data"),
        (["a*x", "data.csv"], "--load brings a model, so 'a*x' cannot be given too"),
        (["data.csv", "--target", "y", "--start", "a=1"], "so --target and --start cannot be given"),
        (["data.csv", "--method", "gd", "--lr", "1"], "so --method and --lr cannot be given"),
        (["data.csv", "--each-input", "w", "--in-order"], "so --each-input and --in-order cannot be given"),
        (["data.csv", "--save", "k.json"], "so --save cannot be given"),
        (["data.csv", "--dry-run"], "so --dry-run cannot be given"),
        (["data.csv", "--engine", "spark"], "--load works with --engine memory or sql, not spark"),
        (["none.csv"], "there is no file none.csv"),
        (["data.csv", "--where", "x >"], "the condition ends too early"),
    ],
)
def test_wrong_use_of_load(run: Run, words: list[str], said: str) -> None:
    saved(run)
    ran = run("fit", "--load", "m.json", *words)
    assert ran.code == 2 and said in ran.err and ran.out == ""


def test_options_are_called_like_their_parameters() -> None:
    for name, hint in get_type_hints(fit, include_extras=True).items():
        for option in getattr(hint, "__metadata__", ()):
            assert getattr(option, "names", (name,))[0] in (name, f"--{name.replace('_', '-')}")


def test_a_dry_run_writes_no_files(run: Run) -> None:
    for option in ("--save", "--predict"):
        ran = run("fit", "a*x", "data.csv", "--target", "y", "--dry-run", option, "out.csv")
        assert ran.code == 2 and f"{option} needs a fit, and --dry-run makes none" in ran.err


def test_help_has_files_in_a_panel(run: Run) -> None:
    text = run("fit", "--help").out
    panel = text.partition("\nFiles:\n")[2].partition("\n\n")[0]
    assert all(option in panel for option in ("--save FILE", "--load FILE", "--predict FILE"))
