"""`calcgd rate`: rates, integrals and the shape of recorded data."""

from __future__ import annotations

import csv
import io
import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Ran

Run = Callable[..., Ran]

DRIVE = "t,speed\n0,0\n1,2\n2,4\n3,6\n4,6\n5,6\n6,6\n7,3\n8,0\n"
AXES = ("--x", "t", "--y", "speed")

SUMMARY = """\
speed over t: 9 points, t from 0 to 8
t from  to  speed       mean rate  change
0       3   rises        2          6
3       6   levels off   0          0
6       8   falls       -3         -6
maximum 6 from t = 3 to t = 6
greatest rate 2 at t = 0
least rate -3 at t = 7
integral 33 by the trapezoidal rule, error about 0.42: parabolas through three neighbours give 33.4167
These are too few points to tell noise from the curve: every change counts.
"""


def noisy_sine() -> str:
    source = random.Random(1)
    return "t,v\n" + "".join(f"{i / 50},{math.sin(i / 50) + source.gauss(0, 0.02)}\n" for i in range(500))


def found(run: Run, *words: str, stdin: str = DRIVE) -> dict[str, Any]:
    ran = run("rate", *words, "--json", stdin=stdin)
    assert (ran.err, ran.code) == ("", 0)
    return json.loads(ran.out)


@pytest.mark.parametrize("words", [(), ("-",)])
def test_the_summary_tells_where_a_drive_speeds_up_and_slows_down(run: Run, words: tuple[str, ...]) -> None:
    assert run("rate", *words, *AXES, stdin=DRIVE) == Ran(SUMMARY, "", 0)


def test_a_file_is_read_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "drive.csv").write_text(DRIVE)
    assert run("rate", str(tmp_path / "drive.csv"), *AXES) == Ran(SUMMARY, "", 0)


def test_csv_has_a_row_for_each_point(run: Run) -> None:
    ran = run("rate", *AXES, "--format", "csv", stdin=DRIVE)
    header, *rows = csv.reader(io.StringIO(ran.out))
    assert header == ["t", "speed", "rate", "integral"]
    assert [float(row[2]) for row in rows] == [2, 2, 2, 1, 0, 0, -1.5, -3, -3]
    assert [float(row[3]) for row in rows] == [0, 1, 4, 9, 15, 21, 27, 31.5, 33]


def test_json_lines_have_the_smoothed_values_beside_the_recorded_ones(run: Run) -> None:
    ran = run("rate", *AXES, "--smooth", "4", "--format", "jsonl", stdin=DRIVE)
    first, *_ = map(json.loads, ran.out.splitlines())
    # At the left end the window holds t = 0, 1, 2, where the curve is 2*t.
    assert first == pytest.approx({"t": 0, "speed": 0, "smoothed": 0, "rate": 2, "integral": 0}, abs=1e-12)


def test_json_is_one_object_with_all_there_is(run: Run) -> None:
    result = found(run, *AXES)
    assert [(part["from"], part["to"], part["what"]) for part in result["stretches"]] == [
        (0, 3, "rises"), (3, 6, "levels off"), (6, 8, "falls"),
    ]  # fmt: skip
    assert result["extrema"] == [{"kind": "maximum", "from": 3, "to": 6, "value": 6}]
    assert result["greatest_rate"] == {"rate": 2, "error": None, "at": 0}
    assert result["integral"]["value"] == 33
    # The correction h**3/12 times the second derivatives: -2 at t = 3, -3 at t = 6, half of each on either side of it.
    assert result["integral"]["error"] == pytest.approx(5 / 12)
    assert len(result["points"]) == 9 and result["points"][3] == {"x": 3, "y": 6, "rate": 1, "integral": 9}


def test_rows_are_shown_to_people_who_ask_for_them(run: Run) -> None:
    ran = run("rate", *AXES, "--rows", stdin=DRIVE)
    *summary, reason = SUMMARY.splitlines(keepends=True)
    summary = "".join([*summary, "The integral starts from 0 at t = 0.\n", reason])
    assert ran.out.removeprefix(summary).splitlines()[:3] == [
        "t  speed  rate  integral",
        "0  0       2     0",
        "1  2       2     1",
    ]


def test_a_picture_is_drawn_where_it_is_asked_for(run: Run) -> None:
    ran = run("rate", *AXES, "--plot", stdin=DRIVE)
    assert ran.out.startswith(SUMMARY)
    picture = ran.out.removeprefix(SUMMARY).splitlines()
    assert picture[0].split() == ["speed,", "rate", "speed", "over", "t,", "and", "its", "rate"]
    assert picture[-2:] == ["⠤o⠤ speed  ⠄x⠄ rate", "points are joined by straight lines"]


def test_formulas_of_columns_are_differentiated(run: Run) -> None:
    rows = "minutes,metres\n0,0\n1,60\n3,540\n4,960\n"
    result = found(run, "--x", "60 minutes", "--y", "metres/1000", stdin=rows)
    # 60*minutes**2 metres: in seconds s**2/60, whose slope is s/30 metres a second.
    assert [point["rate"] for point in result["points"]] == pytest.approx([0, 2e-3, 6e-3, 8e-3])


def test_a_column_may_be_called_by_its_header(run: Run) -> None:
    rows = "time (s),e\n0,0\n1,1\n3,9\n"
    ran = run("rate", "--x", "time (s)", "--y", "e", "--format", "csv", stdin=rows)
    assert ran.out.splitlines()[1:] == ["0.0,0.0,0.0,0.0", "1.0,1.0,2.0,0.5", "3.0,9.0,6.0,10.5"]
    assert ran.err.splitlines()[0] == "note: names for the headers that are not names: time_s ('time (s)'), e_ ('e')"


def test_where_most_points_have_no_noise_that_is_what_is_said(run: Run) -> None:
    rows = "t,v\n" + "".join(f"{t},{3 * t if t < 40 else 120 + t % 3}\n" for t in range(60))
    ran = run("rate", "--x", "t", "--y", "v", stdin=rows)
    assert "At least half of the points lie on a smooth curve up to rounding: every change counts." in ran.out


def test_noise_is_told_and_what_it_hides_is_unclear_until_it_is_smoothed(run: Run) -> None:
    hidden = run("rate", "--x", "t", "--y", "v", stdin=noisy_sine())
    assert [line.split()[2] for line in hidden.out.splitlines()[2:3]] == ["unclear"]
    assert "maximum" not in hidden.out
    assert "Smooth it over a wider window of t: --smooth 0.4" in hidden.out
    smooth = found(run, "--x", "t", "--y", "v", "--smooth", "1", stdin=noisy_sine())
    assert smooth["noise"] == pytest.approx(0.02, rel=0.2)
    turning = [(each["kind"], (each["from"] + each["to"]) / 2) for each in smooth["extrema"]]
    assert [kind for kind, _ in turning] == ["maximum", "minimum", "maximum"]
    assert [at for _, at in turning] == pytest.approx([math.pi / 2, 3 * math.pi / 2, 5 * math.pi / 2], abs=0.1)
    exact = 1 - math.cos(9.98)
    assert abs(smooth["integral"]["value"] - exact) < 4 * smooth["integral"]["noise"]


def test_what_was_done_to_the_rows_is_said_unless_quiet_is_wanted(run: Run) -> None:
    rows = "t,v\n3,1\n1,oops\n0,2\n1,1\n1,3\n"
    ran = run("rate", "--x", "t", "--y", "v", stdin=rows)
    assert ran.err == (
        "note: 1 of 5 rows was left out: v is not a number in 1 (row 2: 'oops')\n"
        "note: the rows were sorted by t\n"
        "note: 1 value stands more than once in t: v was averaged there\n"
    )
    assert run("rate", "--x", "t", "--y", "v", "--quiet", stdin=rows) == ran._replace(err="")
    assert run("rate", "--x", "t", "--y", "v", "--strict", stdin=rows).code == 2


def test_a_time_limit_holds(run: Run) -> None:
    assert run("rate", *AXES, "--timeout", "1e-6", stdin=DRIVE).code == 4


def test_without_a_limit_data_have_that_of_data(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calcgd.commands.session.LONGEST", 1e-6)
    assert run("rate", *AXES, stdin=DRIVE).code == 4


def test_without_data_nobody_waits_for_the_keyboard(run: Run) -> None:
    for words in ((), ("-",)):
        ran = run("rate", *words, *AXES)
        assert ran == Ran("", "error: there is no data\nhint: name a file after the command, or pipe rows into it\n", 2)


def test_only_rows_that_meet_a_condition_are_read(run: Run) -> None:
    result = found(run, *AXES, "--where", "t >= 3 and t <= 6")
    assert [point["x"] for point in result["points"]] == [3, 4, 5, 6]
    assert run("rate", *AXES, "--where", "sped > 3", stdin=DRIVE).err == (
        "error: standard input has no column sped\nhint: did you mean 'speed'?\n"
    )
    assert run("rate", *AXES, "--where", "speed >", stdin=DRIVE).err.splitlines()[1:3] == ["  speed >", "         ^"]


def test_times_count_in_seconds_and_that_is_said(run: Run) -> None:
    rows = "at,v\n2026-02-28T23:59:58,1\n2026-03-01T00:00:00,2\n2026-03-01T00:00:04,0\n"
    ran = run("rate", "--x", "at", "--y", "v", "--json", stdin=rows)
    assert ran.err == "note: at is a time: in seconds since 2026-02-28T23:59:58\n"
    result = json.loads(ran.out)
    assert [point["x"] for point in result["points"]] == [0, 2, 6]
    assert result["notes"] == ["at is a time: in seconds since 2026-02-28T23:59:58"]
    hours = found(run, "--x", "at/3600", "--y", "v", "--quiet", stdin=rows)
    assert [point["x"] for point in hours["points"]] == pytest.approx([0, 2 / 3600, 6 / 3600])


def test_text_that_is_no_time_is_refused(run: Run) -> None:
    assert run("rate", "--x", "at", "--y", "v", stdin="at,v\nnoon,1\nevening,2\nnight,3\n") == Ran(
        "",
        "error: standard input has no row that can be used: 3 of 3 rows were left out: "
        "at is not a number in 3 (first: row 1: 'noon')\n",
        2,
    )


def test_the_integral_starts_where_it_should(run: Run) -> None:
    result = found(run, *AXES, "--initial", "-3/2")
    assert [point["integral"] for point in result["points"]] == [-1.5, -0.5, 2.5, 7.5, 13.5, 19.5, 25.5, 30, 31.5]
    assert (result["integral"]["value"], result["integral"]["initial"]) == (33, -1.5)
    said = "The integral starts from -1.5 at t = 0."
    assert said in run("rate", *AXES, "--initial", "-3/2", stdin=DRIVE).out.splitlines()


def test_names_of_columns_are_never_given_twice(run: Run) -> None:
    rows = "rate,integral\n0,1\n1,1\n2,4\n"
    ran = run("rate", "--x", "rate", "--y", "integral", "--quiet", "--format", "jsonl", stdin=rows)
    assert json.loads(ran.out.splitlines()[1]) == {"rate": 1, "integral": 1, "rate_2": 1.5, "integral_2": 1}


def test_an_integral_beyond_all_numbers_is_said(run: Run) -> None:
    rows = "t,v\n0,1e308\n1,1e308\n2,1e308\n"
    assert run("rate", "--x", "t", "--y", "v", stdin=rows) == Ran(
        "", "error: the integral is too large for a floating-point number near 2\n", 1
    )
    small = "t,v\n0,5e307\n1,5e307\n2,5e307\n"
    assert run("rate", "--x", "t", "--y", "v", "--initial", "1.5e308", stdin=small).code == 1


@pytest.mark.parametrize("style", ["text", "latex", "markdown"])
def test_as_many_digits_are_shown_as_tell_numbers_apart(run: Run, style: str) -> None:
    rows = "t,v\n" + "".join(f"{1767225600 + i},{1000000 + i * (9 - i)}\n" for i in (0, 1, 4, 5, 9))
    ran = run("rate", "--x", "t", "--y", "v", "--rows", "--format", style, stdin=rows)
    for i in (0, 1, 4, 5, 9):
        assert str(1767225600 + i) in ran.out and str(1000000 + i * (9 - i)) in ran.out
    # The sums of the trapezoids, by hand: 1000004, 3000042, 1000020, 4000040.
    assert "maximum 1000020" in ran.out and "integral 9000106 by" in ran.out and "4000046" in ran.out


def test_digits_that_rounding_made_are_not_shown(run: Run) -> None:
    rows = "t,v\n" + "".join(f"{i / 10},{0.1 * i}\n" for i in range(8))
    assert "integral 0.245 by" in run("rate", "--x", "t", "--y", "v", stdin=rows).out


def test_rows_left_out_are_told_where_too_few_are_left(run: Run) -> None:
    assert run("rate", *AXES[:3], "log(speed - 5)", stdin="t,speed\n0,1\n1,6\n2,7\n3,2\n") == Ran(
        "",
        "error: a rate needs rows with 3 different values of t, and there are 2\n"
        "hint: 2 of 4 rows were left out: log(speed - 5) has no value there\n",
        2,
    )


@pytest.mark.parametrize(
    ("rows", "words", "said"),
    [
        (DRIVE, ("--x", "t"), "--y is missing; the columns of standard input: t, speed"),
        (DRIVE, ("--x", "time", "--y", "speed"), "standard input has no column time"),
        ("", AXES, "standard input is empty"),
        ("t,speed\n", AXES, "standard input has no row that can be used: it holds none"),
        ("t,speed\n0,1\n1,2\n", AXES, "a rate needs rows with 3 different values of t, and there are 2"),
        ("t,speed\n1,1\n1,2\n1,3\n", AXES, "a rate needs rows with 3 different values of t, and there is one"),
        (DRIVE, (*AXES, "--where", " "), "the condition is empty"),
        (DRIVE, (*AXES, "--where", "t > 99"), "standard input has no row that can be used: none meets the condition"),
        (DRIVE, (*AXES, "--initial", "inf"), "a finite number is needed here"),
        (DRIVE, (*AXES, "--smooth", "0"), "--smooth takes a width greater than 0"),
    ],
)
def test_what_is_wrong_is_said(run: Run, rows: str, words: tuple[str, ...], said: str) -> None:
    ran = run("rate", *words, stdin=rows)
    assert (ran.out, ran.err.splitlines()[0], ran.code) == ("", f"error: {said}", 2)
