"""What can be named as a source of data, and what is said of a name that stands for none."""

import bz2
import gzip
import io
import lzma
import os
import sys
import threading
import tracemalloc

import pytest

from calcgd.errors import BadInput
from calcgd.fitting.data import sources
from calcgd.fitting.data.table import opened


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def columns(source):
    with opened(source) as table:
        return {name: values.tolist() for name, values in table.read(table.names).columns.items()}


def refused(source):
    with pytest.raises(BadInput) as problem, opened(source) as table:
        table.read(table.names)
    return problem.value.message, problem.value.hint


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x,y\n1,2\n")))
    assert columns("-") == {"x": [1], "y": [2]}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert refused("-") == ("standard input is empty", None)


@pytest.mark.parametrize("packed", [gzip.compress(b"x,y\n1,2\n", mtime=0), b'{"x": 1, "y": 2}\n'])
def test_standard_input_is_known_by_what_it_holds(monkeypatch, packed):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
    assert columns("-") == {"x": [1], "y": [2]}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_read_once(here):
    os.mkfifo("pipe")
    writer = threading.Thread(target=(here / "pipe").write_bytes, args=(b"x\n1\n2\n",))
    writer.start()
    assert columns("pipe") == {"x": [1, 2]}
    writer.join()


def test_packed_files(here):
    (here / "data.csv.gz").write_bytes(gzip.compress(b"x,y\n1,2\n", mtime=0))
    assert columns("data.csv.gz") == {"x": [1], "y": [2]}
    (here / "cut.csv.gz").write_bytes(gzip.compress(b"x,y\n1,2\n", mtime=0)[:-9])
    message, _ = refused("cut.csv.gz")
    assert message.startswith("cut.csv.gz cannot be unpacked: ")


def test_a_pattern_stands_for_files_in_the_order_of_their_names(here):
    for name, row in [("b", "3,4"), ("a", "1,2")]:
        (here / f"{name}.csv").write_text(f"x,y\n{row}\n")
    assert columns("*.csv") == {"x": [1, 3], "y": [2, 4]}
    (here / "a[1].csv").write_text("x,y\n5,6\n")
    assert columns("a[1].csv") == {"x": [5], "y": [6]}
    assert refused("*.tsv") == ("no file is called *.tsv", None)


@pytest.mark.parametrize(
    ("other", "message", "hint"),
    [
        ("y,x\n3,4\n", "a.csv and b.csv have different columns", "they stand in another order"),
        ("x,z\n3,4\n", "a.csv and b.csv have different columns", "b.csv has no y and has also z"),
        ("x;y\n3;4\n", "a.csv and b.csv are not written alike", "cells are separated by ',' and by ';'"),
        (
            "\nx,y\n3,4\n",
            "a.csv and b.csv are not written alike",
            "there are more lines above the table in one of them",
        ),
        ('{"x": 1}\n', "a.csv and b.csv are files of different kinds", "read one kind at a time"),
    ],
)
def test_files_of_a_pattern_are_alike(here, other, message, hint):
    (here / "a.csv").write_text("x,y\n1,2\n")
    (here / "b.csv").write_text(other)
    assert refused("*.csv") == (message, hint)


AS_UTF_8 = "save it as UTF-8: iconv -f {} -t UTF-8 FILE | calcgd ... -"


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b"", "data.csv is empty", None),
        (b" \n\n", "data.csv is empty", None),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "data.csv is not a table", "CSV, TSV, Parquet and JSON lines are read"),
        ("x,y\n1,2\n".encode("utf-16"), "data.csv is written in UTF-16", AS_UTF_8.format("UTF-16")),
        ("x,y\n1,2\n".encode("utf-16-le"), "data.csv is written in UTF-16", AS_UTF_8.format("UTF-16")),
        ("x,y\n1,2\n".encode("utf-16-be"), "data.csv is written in UTF-16", AS_UTF_8.format("UTF-16")),
        (b"caf\xe9,y\n1,2\n", "data.csv is not written in UTF-8 (byte 4)", AS_UTF_8.format("WINDOWS-1252")),
        (bz2.compress(b"x\n1\n"), "data.csv is packed by bzip2", "unpack it: bzcat FILE | calcgd ... -"),
        (lzma.compress(b"x\n1\n"), "data.csv is packed by xz", "unpack it: xzcat FILE | calcgd ... -"),
        (b"\x28\xb5\x2f\xfd\x24\x04!", "data.csv is packed by zstd", "unpack it: zstdcat FILE | calcgd ... -"),
        (
            b"PK\3\4\x14\0",
            "data.csv is packed by zip",
            "unpack it: unzip -p FILE | calcgd ... -; save a spreadsheet as CSV",
        ),
        (b"x" * 3_000_000, "data.csv has a line of more than 2,000,000 bytes", "is it a table?"),
    ],
)
def test_what_is_no_table(here, content, message, hint):
    (here / "data.csv").write_bytes(content)
    assert refused("data.csv") == (message, hint)


class Endless(io.RawIOBase):
    """A stream that gives the same for ever; it fails a test that reads on and on."""

    def __init__(self, content):
        self.content = content
        self.left = 60_000_000

    def read(self, size=-1):
        self.left -= size
        assert self.left > 0, "it is read without end"
        return self.content * (size // len(self.content))


class Piped:
    def __init__(self, content):
        self.buffer = Endless(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\0", "standard input has a line of more than 2,000,000 bytes"),
        (b"12", "standard input has a line of more than 2,000,000 bytes"),
        (b"x\n\0\n", "standard input is not a table"),
        (b"x\0\n\0", "standard input is written in UTF-16"),
    ],
)
def test_what_never_ends_and_is_no_table_is_not_read_on(monkeypatch, content, message):
    monkeypatch.setattr(sys, "stdin", Piped(content))
    assert refused("-")[0] == message


def test_a_copy_does_not_fill_the_disk(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Piped(b"1,2\n"))
    left = iter([5_000_000_000, 3_000_000_000, 900_000_000])
    monkeypatch.setattr(sources, "_free", lambda folder: next(left))
    message, hint = refused("-")
    assert message.startswith("standard input leaves no room in ") and message.endswith(" after 3,000,000 bytes")
    assert hint == "write it to a file, and name that"


def test_addresses_are_not_fetched():
    assert refused("https://example.com/d.csv") == (
        "https://example.com/d.csv is not a file",
        "fetch it: curl -s https://example.com/d.csv | calcgd ... -",
    )
    assert refused("") == ("there is no file without a name", None)


def test_a_damaged_parquet_file(here):
    (here / "data.parquet").write_bytes(b"PAR1 and then nothing")
    message, _ = refused("data.parquet")
    assert message.startswith("data.parquet cannot be read as Parquet: ")


def test_a_name_that_stands_for_no_file(here):
    (here / "data.csv").write_text("x\n1\n")
    (here / "folder").mkdir()
    assert refused("date.csv") == ("there is no file date.csv", "did you mean 'data.csv'?")
    assert refused("folder/data.csv") == ("there is no file folder/data.csv", None)
    assert refused("folder") == ("folder is a directory", f"name its files: {os.path.join('folder', '*.csv')}")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="whoever runs this may read everything")
def test_a_file_that_may_not_be_read(here):
    (here / "data.csv").write_text("x\n1\n")
    (here / "data.csv").chmod(0)
    assert refused("data.csv") == ("data.csv cannot be read: permission denied", None)


def test_a_line_of_a_gigabyte_takes_neither_time_nor_memory(here):
    with open("data.csv", "wb") as file:
        file.write(b"x,y\n" + b"1,2\n" * 40_000)
        file.truncate(1_000_000_000)
    tracemalloc.start()
    try:
        assert refused("data.csv") == ("data.csv has a line of more than 2,000,000 bytes", "is it a table?")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"x" * 3_000_000, "standard input has a line of more than 2,000,000 bytes"),
        (b"caf\xe9\n1\n", "standard input is not written in UTF-8 (byte 4)"),
        (gzip.compress(b"x\n1\n", mtime=0)[:-9], "standard input cannot be unpacked: "),
        (b"PAR1 and then nothing", "standard input cannot be read as Parquet: "),
        (b'{"x": 1}\nnot json\n', "standard input cannot be read as JSON near line "),
        (b"x,y\n1,2\r\n3,4\n", "standard input cannot be read: its lines end in different ways"),
    ],
)
def test_the_copy_of_standard_input_is_not_named(monkeypatch, content, message):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    said, _ = refused("-")
    assert said.startswith(message) and "calcgd-" not in said
