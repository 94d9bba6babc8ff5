"""What a delimited text is found to be like: what separates cells, how numbers look, whether names come first."""

import re

import pytest

from calcgd.fitting.cells import Numbers, layouts_of


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
