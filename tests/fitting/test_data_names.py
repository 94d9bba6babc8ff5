"""Names for headers: what can be typed stays, what cannot gets a name that can, and no two are alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcgd.expression import parse
from calcgd.expression.nodes import Symbol
from calcgd.fitting.data.names import names_of, near, renaming


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        (["x", "y_2", "θ", "learning_rate"], ("x", "y_2", "θ", "learning_rate")),
        (["petal length", " width (cm) ", "a.b-c"], ("petal_length", "width_cm", "a_b_c")),
        (["sin", "e", "pi", "if", "True", "log"], ("sin_", "e_", "pi_", "if_", "True_", "log_")),
        (["gamma", "sign"], ("gamma", "sign")),
        (["", "  ", "%", "x"], ("c1", "c2", "c3", "x")),
        (["1990", "2nd"], ("_1990", "_2nd")),
        (["x", "x", "x"], ("x", "x_2", "x_3")),
        (["a b", "a b", "a_b_2"], ("a_b", "a_b_3", "a_b_2")),
        (["µ", "μ", "x²", "x₁"], ("μ", "μ_2", "x2", "x1")),
        (['x"; DROP TABLE t', "__import__('os').system('ls')"], ("x_DROP_TABLE_t", "__import___os_system_ls")),
        (["π"], ("pi_",)),
        (["c2", ""], ("c2", "c2_2")),
        (["X", "x"], ("X", "x")),
    ],
)
def test_names(headers, names):
    assert names_of(headers) == names


@given(st.lists(st.text(max_size=12), max_size=8))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_names_are_different_and_can_be_typed(headers):
    names = names_of(headers)
    assert len(set(names)) == len(headers)
    assert all(parse(name).tree is Symbol(name) for name in names)


@given(st.lists(st.from_regex(r"[a-z]{1,2}(_[23])?", fullmatch=True), unique=True, max_size=8))
@settings(derandomize=True, deadline=None)
def test_a_header_that_is_a_name_keeps_it(headers):
    names = names_of(["no name", *headers])
    assert all(
        name == header or name == f"{header}_" for name, header in zip(names[1:], headers, strict=True)
    )  # the second where the header is a function or a constant


def test_a_renaming_is_told():
    headers = ["x", "petal length", "sin"]
    note = "names for the headers that are not names: petal_length ('petal length'), sin_ ('sin')"
    assert renaming(names_of(headers), headers) == note
    assert renaming(("x",), ("x",)) is None


def test_a_note_on_very_many_headers_stays_short():
    headers = [f"column {number}" for number in range(100)]
    note = renaming(names_of(headers), headers) or ""
    assert note.endswith("column_7 ('column 7') and 92 more")


def test_near_names():
    assert near("petal_lenght", ("petal_width", "petal_length")) == "petal_length"
    assert near("Speed", ("time", "speed")) == "speed"
    assert near("w", ("x", "speed")) is None
