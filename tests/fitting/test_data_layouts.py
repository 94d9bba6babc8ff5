"""What a delimited text is found to be like: what separates cells, how numbers look, whether names come first."""

import re

import pytest

from calcgd.errors import BadInput
from calcgd.fitting.data.cells import Numbers, layouts_of


def layout_of(text):
    (layout,) = layouts_of([text])
    return layout


PLAIN, COMMA, THOUSANDS = Numbers(".", ""), Numbers(",", "."), Numbers(".", ",")


@pytest.mark.parametrize(
    ("text", "delimiter", "headers"),
    [
        ("x,y\n1,2\n", ",", ("x", "y")),
        ("x;y\n1;2\n", ";", ("x", "y")),
        ("x\ty\n1\t2\n", "\t", ("x", "y")),
        ("x|y\n1|2\n", "|", ("x", "y")),
        ("x\ty, in m\n1\t2\n3\t4\n", "\t", ("x", "y, in m")),
        ('"a, b";y\n1;2\n', ";", ("a, b", "y")),
        ('"two\nlines",y\n1,2\n', ",", ("two\nlines", "y")),
        ("x;y\n1,5;2,5\n3,5;4,5\n", ";", ("x", "y")),
        ("year,1990,2000\nItaly,56,57\n", ",", ("year", "1990", "2000")),
        ("\ufeff\n\nx,y\n1,2\n", ",", ("x", "y")),
        ("x,y,\n1,2,\n", ",", ("x", "y", "")),
    ],
)
def test_headers_and_what_separates_them(text, delimiter, headers):
    layout = layout_of(text)
    assert (layout.delimiter, layout.headers, layout.width) == (delimiter, headers, len(headers))


@pytest.mark.parametrize("text", ["1,2\n3,4\n", "5.1,3.5,Iris-setosa\n", "1\n2\n", "-1e3,\n2,3\n", "1,5;2,5\n"])
def test_numbers_first_are_data(text):
    layout = layout_of(text)
    assert layout.headers is None
    called = "the column is called c1" if layout.width == 1 else f"the columns are called c1 to c{layout.width}"
    assert f"the first row holds numbers: {called}" in layout.notes()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("x,y\n1.5,2e-3\n", PLAIN),
        ("x;y\n1,5;2\n", COMMA),
        ("x;y\n1,234;2\n", COMMA),
        ("x;y\n1,234;2.5\n", THOUSANDS),
        ("x;y\n1.234,5;2\n", COMMA),
        ('x,y\n"1,234",2\n', THOUSANDS),
        ('x,y\n"1,234,567.8",2\n', THOUSANDS),
        ('x,y\n"3,14",2\n', COMMA),
        ("x\n1,5\n", COMMA),
        ("x\ty\n0,125\t2\n", COMMA),
        ("x,y\n12 500,2\n", Numbers(".", " ")),
        ("x;y\n1'250,5;2\n", Numbers(",", ".'")),
        ("x,name\n1.5,3 rooms\n", PLAIN),
    ],
)
def test_how_numbers_are_written(text, numbers):
    assert layout_of(text).numbers == numbers


@pytest.mark.parametrize(
    ("numbers", "cells", "others"),
    [
        (COMMA, ["1,5", "1.234,5", "-3", "+1e5", ",5", " 7, "], ["1.5", "1,2,3", "1.23,4", "", ",", "a"]),
        (THOUSANDS, ["1,234", "1,234,567.89", "12", "1.5"], ["1,23", "1,2345", "12,34", "1234,567"]),
        (Numbers(".", " '"), ["1 234", "12'345'678", "5"], ["1 23", "1  234", "12345 678"]),
    ],
)
def test_cells_in_a_style(numbers, cells, others):
    for cell in cells:
        assert re.fullmatch(numbers.pattern(), cell), cell
    for cell in others:
        assert not re.fullmatch(numbers.pattern(), cell), cell


def test_a_style_is_told():
    assert layout_of("x;y\n1,5;2\n").notes() == ["numbers are read with decimal commas: 3,14 is 3.14"]
    assert layout_of('x,y\n"1,234",2\n').notes() == ["numbers are read with digits in groups: 1,234 is 1234"]
    assert layout_of("x;y\n1;2\n").notes() == []


def test_numbers_are_written_alike_in_files_that_belong_together():
    assert [layout.numbers for layout in layouts_of(["x;y\n1;2\n", "x;y\n1,25;2\n"])] == [COMMA, COMMA]


TABLE = "x,y\n1,2\n3,4\n"


@pytest.mark.parametrize(
    ("above", "count"),
    [
        ("# a comment\n", 1),
        ("# one, two, three\n# and another\n", 2),
        ("\ufeff# after the mark of UTF-8\n", 1),
        ("# then a blank line\n\n", 1),
        ("sep=,\n", 1),
        ("Speed of a car\n", 1),
        ("Speed of a car\n\n", 1),
        ("Speed of a car,\n", 1),
        ("Speed\nof a car\n2020\n", 3),
        ("\n \n", 0),
        ("", 0),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_what_stands_above_a_table(above, count, end):
    layout = layout_of((above + TABLE).replace("\n", end))
    assert (layout.headers, layout.delimiter, layout.numbers) == (("x", "y"), ",", PLAIN)
    assert (layout.skip, layout.above) == (above.count("\n"), count)
    said = {0: [], 1: ["1 line above the table is left out"]}
    assert layout.notes() == said.get(count, [f"{count} lines above the table are left out"])


@pytest.mark.parametrize(
    ("text", "headers", "skip"),
    [
        ("#x,y\n1,2\n", ("#x", "y"), 0),
        ("# by hand\n# x,y\n1,2\n", ("# x", "y"), 1),
        ("# by hand, twice, thrice\n1,2\n", None, 1),
        ("# speed\n1\n2\n", None, 1),
        ("Report, 2020\nx,y,z\n1,2,3\n", ("x", "y", "z"), 1),
        ("Report\nx;y\ns;m\n1;2\n", ("x", "y"), 1),
        ("t,v\ns,m\n1,2\n", ("t", "v"), 0),
        ("name\nSmith, John\nDoe, Jane\n", ("name",), 0),
        ("x\n1,5\n2,5\n", ("x",), 0),
        ("x,y\na,1,2\nb,3,4\n", ("x", "y"), 0),
        ("# nothing\n# but comments\n", ("# nothing",), 0),
    ],
)
def test_where_a_table_begins(text, headers, skip):
    layout = layout_of(text)
    assert (layout.headers, layout.skip) == (headers, skip)


@pytest.mark.parametrize(
    "text", ["x y\n1 2\n3 4\n", "  x   y\n1.0 2.0\n 3.0  4.0\n", "x y\n1 234\n2 567\n", "t v n\n0 -1e3 a\n"]
)
def test_cells_between_blanks_are_refused(text):
    with pytest.raises(BadInput, match=r"^cells are separated by blanks, as in ") as problem:
        layout_of(text)
    assert "sed " in (problem.value.hint or "")


@pytest.mark.parametrize("text", ["x\n1 234\n12 567\n", "my words\nother words\n", "one two\n", "my x\n5\n6\n"])
def test_blanks_within_cells(text):
    assert layout_of(text).width == 1


def test_points_between_groups_of_digits():
    assert layout_of("x;y\n1.234.567;2\n12.000;3\n").numbers == COMMA
    doubtful = layout_of("x;y\n1.234;2\n12.000;3\n")
    assert doubtful.numbers == PLAIN
    assert doubtful.notes() == ["the point in 1.234 is read as a decimal point"]
    for text in ("x;y\n1.234;2\n12.00;3\n", "x;y\n0.234;2\n", "x,y\n1.234,2\n", "x;y\n1;2\n"):
        assert layout_of(text).notes() == []


def test_where_true_and_false_stand():
    assert layout_of("a,b,c,d\n1,true,x,\n0,2, FALSE ,false\n").truths == {2, 3, 4}
