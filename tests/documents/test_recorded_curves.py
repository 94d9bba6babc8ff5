"""A recorded speed with its rate of change at every second, and from a recorded acceleration back to the distance."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import pytest

Run = Callable[..., Any]

SPEEDS = [0, 3, 7, 12, 16, 18, 19, 19, 19, 19, 17, 13, 8, 3, 0]
"""Metres a second, at every second: a car that starts, goes steadily and brakes."""

RECORDING = "t,speed\n" + "".join(f"{t},{speed}\n" for t, speed in enumerate(SPEEDS))


def test_the_rate_of_change_of_a_recorded_speed_at_every_second(run: Run) -> None:
    found = json.loads(run("rate", "--x", "t", "--y", "speed", "--json", stdin=RECORDING).out)
    rates = [point["rate"] for point in found["points"]]
    assert rates[1:-1] == [(after - before) / 2 for before, after in zip(SPEEDS, SPEEDS[2:], strict=False)]
    level = next(part for part in found["stretches"] if part["what"] == "levels off")
    assert (level["from"], level["to"], level["rate"]) == (6, 9, 0)
    assert rates[7] == rates[8] == 0
    falling = next(part for part in found["stretches"] if part["what"] == "falls")
    assert (falling["from"], falling["to"]) == (9, 14)
    assert all(rate < 0 for rate in rates[9:])
    assert all(rate > 0 for rate in rates[:6])


def test_both_curves_are_drawn_over_each_other(run: Run) -> None:
    lines = run("rate", "--x", "t", "--y", "speed", "--plot", "--format", "markdown", stdin=RECORDING).out.splitlines()
    seconds = [line for line in lines if line.split() == [str(second) for second in range(0, 15, 2)]]
    assert len(seconds) == 1
    frame = [line[line.index(sign) + 1 :] for line in lines for sign in "|+" if line[4:8].endswith(sign)]
    speeds, rates = (
        {column: row for row, line in enumerate(frame) for column, found in enumerate(line) if found == mark}
        for mark in "ox"
    )
    assert len(speeds) == 15
    # Where the speed falls its rate is below zero, where it rises above: the mark of speed 0 at either end is on zero.
    zero = speeds[min(speeds)]
    assert zero == speeds[max(speeds)]
    for second, column in enumerate(sorted(speeds)):
        if column in rates:
            assert (rates[column] < zero, rates[column] > zero) == (second < 6, second > 8)


def test_from_a_recorded_acceleration_to_the_speed_and_to_the_distance(run: Run) -> None:
    """a = 6*t, so v = 3*t**2 and s = t**3, at uneven times."""
    times = [0, 0.5, 1, 2, 3, 3.5, 5, 7, 8.5, 10]
    acceleration = "t,a\n" + "".join(f"{t},{6 * t}\n" for t in times)
    speed = run("rate", "--x", "t", "--y", "a", "--rows", "--format", "csv", stdin=acceleration)
    assert speed.err == "note: the integral starts from 0 at t = 0; --initial VALUE starts it elsewhere\n"
    distance = json.loads(run("rate", "-", "--x", "t", "--y", "integral", "--json", stdin=speed.out).out)
    points, told = distance["points"], distance["integral"]
    assert [point["y"] for point in points] == [3 * t * t for t in times]
    # The trapezoidal rule is off by h**3/12 times the second derivative, 6, in each step: that is what is told.
    off = [0, *accumulate((after - before) ** 3 / 2 for before, after in pairwise(times))]
    assert [point["integral"] - t**3 for point, t in zip(points, times, strict=True)] == pytest.approx(off)
    assert told["value"] - 1000 == pytest.approx(told["error"])
    assert told["parabolas"] == pytest.approx(1000)


def test_the_constants_of_integration_are_the_speed_and_the_place_at_the_start(run: Run) -> None:
    acceleration = "t,a\n" + "".join(f"{t},-10\n" for t in (1, 1.5, 2, 4))
    words = ("rate", "--x", "t", "--format", "csv")
    speed = run(*words, "--y", "a", "--initial", "-5", stdin=acceleration)
    place = run(*words, "--y", "integral", "--initial", "30", stdin=speed.out)
    assert (speed.err, place.err) == ("", "")
    header, *rows = place.out.splitlines()
    assert header == "t,integral,rate,integral_2"
    times, speeds, rates, places = zip(*(map(float, row.split(",")) for row in rows), strict=True)
    assert speeds == tuple(5 - 10 * t for t in times)
    assert rates == pytest.approx([-10] * 4)
    assert places == tuple(30 + 5 * t - 5 * t * t for t in times)
