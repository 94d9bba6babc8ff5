"""What a person calls a source of data, as files on the disk: one file, a pattern, or what is piped in."""

from __future__ import annotations

import glob
import gzip
import os
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any, BinaryIO, NamedTuple

from calcgd.errors import BadInput
from calcgd.fitting.data.names import near

LONGEST_LINE = 2_000_000
"""Bytes: a row of a table is not longer than this, whatever a file holds."""

_SAMPLE = 100_000
_BLOCK = 1_000_000
_UTF_16 = re.compile(rb"\xff\xfe|\xfe\xff|([^\0]\0){4}|(\0[^\0]){4}")
"""With a mark of the order of bytes, or without one before letters of the Latin alphabet."""

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_PACKED = {
    b"\x28\xb5\x2f\xfd": ("zstd", "unpack it: zstdcat FILE | calcgd ... -"),
    b"BZh": ("bzip2", "unpack it: bzcat FILE | calcgd ... -"),
    b"\xfd7zXZ\0": ("xz", "unpack it: xzcat FILE | calcgd ... -"),
    b"PK\3\4": ("zip", "unpack it: unzip -p FILE | calcgd ... -; save a spreadsheet as CSV"),
}
"""The first bytes of packed files: what packs them, and what is to be done."""

AS_UTF_8 = "save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8 FILE | calcgd ... -"

_ROOM = 1_000_000_000
"""Bytes that a copy of what is piped in leaves free on the disk."""

_JSON_ENDINGS = (".json", ".jsonl", ".ndjson")


class Source(NamedTuple):
    """The files that a source stands for, and what all of them are: `kind` is csv, parquet or json."""

    name: str
    files: tuple[str, ...]
    kind: str
    zipped: bool

    def called(self, path: str) -> str:
        """What one of the files is called before a person."""
        return self.name if len(self.files) == 1 else path


@contextmanager
def opened_source(text: str) -> Iterator[Source]:
    """The files that `text` stands for: a path, a pattern such as `runs/*.csv`, or - for standard input.

    What cannot be read twice (a pipe) is copied to a temporary file, which is gone afterwards. Raises `BadInput` for
    what is not there, may not be read, is empty, a directory, not a table, or of several kinds.
    """
    if text == "-":
        with _copied(sys.stdin.buffer, "standard input") as path:
            yield _source("standard input", (path,))
    elif os.path.exists(text) and not os.path.isdir(text) and not os.path.isfile(text):
        with _read(text) as pipe, _copied(pipe, text) as path:
            yield _source(text, (path,))
    else:
        yield _source(text, _files(text))


def sample_of(path: str, zipped: bool, name: str) -> bytes:
    """The whole lines that a text file begins with, at least one; raises `BadInput` where it is too long."""
    with _text(path, zipped, name) as stream:
        text = stream.read(_SAMPLE)
        if not _ends_line(text):
            text += stream.read(LONGEST_LINE)
    if len(text) < _SAMPLE:
        return text
    end = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
    if end == 0 and len(text) > LONGEST_LINE:
        raise _too_long(name)
    return text[:end] if end else text


def check_lines(source: Source) -> None:
    """Raise `BadInput` where a delimited file has a line of several million bytes.

    DuckDB says so of a line that is somewhat too long, but skips one that is longer than its buffers without a word.
    """
    for path in source.files:
        with _text(path, source.zipped, source.called(path)) as stream:
            start = 0
            while block := stream.read(_SAMPLE):
                if not _ends_line(block):
                    block += stream.read(LONGEST_LINE - _SAMPLE)
                    if len(block) == LONGEST_LINE and not _ends_line(block):
                        raise _too_long(source.called(path))
                start += LONGEST_LINE
                stream.seek(start)


def _too_long(name: str) -> BadInput:
    return BadInput(f"{name} has a line of more than {LONGEST_LINE:,} bytes", hint="is it a table?")


def _ends_line(text: bytes) -> bool:
    return b"\n" in text or b"\r" in text


@contextmanager
def _text(path: str, zipped: bool, name: str) -> Iterator[Any]:
    """The bytes of a text file, unpacked."""
    with _read(path) as file:
        try:
            with gzip.open(file) if zipped else file as stream:
                yield stream
        except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
            raise BadInput(f"{name} cannot be unpacked: {problem}") from None


def _files(text: str) -> tuple[str, ...]:
    if os.path.isdir(text):
        raise BadInput(f"{text} is a directory", hint=f"name its files: {os.path.join(text, '*.csv')}")
    if os.path.exists(text):
        return (text,)
    found = sorted(path for path in glob.glob(text, recursive=True) if os.path.isfile(path))
    if found:
        return tuple(found)
    if glob.has_magic(text):
        raise BadInput(f"no file is called {text}")
    if "://" in text:
        raise BadInput(f"{text} is not a file", hint=f"fetch it: curl -s {text} | calcgd ... -")
    folder, name = os.path.split(text)
    try:
        similar = near(name, os.listdir(folder or "."))
    except OSError:
        similar = None
    hint = f"did you mean '{os.path.join(folder, similar)}'?" if similar else None
    raise BadInput(f"there is no file {text or 'without a name'}", hint=hint)


def _source(name: str, files: tuple[str, ...]) -> Source:
    kinds = {path: _kind(path, name if len(files) == 1 else path) for path in files}
    first, *others = kinds
    for other in others:
        if kinds[other] != kinds[first]:
            raise BadInput(f"{first} and {other} are files of different kinds", hint="read one kind at a time")
    return Source(name, files, *kinds[first])


def _kind(path: str, name: str) -> tuple[str, bool]:
    """What a file holds, by its first bytes and then by the ending of its name, and whether it is packed by gzip."""
    with _read(path) as file:
        start = file.read(6)
    if start[:4] == _PARQUET:
        return "parquet", False
    if not start:
        raise BadInput(f"{name} is empty")
    for magic, (packer, hint) in _PACKED.items():
        if start.startswith(magic):
            raise BadInput(f"{name} is packed by {packer}", hint=hint)
    zipped = start[:2] == _GZIP
    text = sample_of(path, zipped, name)
    if _UTF_16.match(text):
        raise BadInput(f"{name} is written in UTF-16", hint=AS_UTF_8.replace("WINDOWS-1252", "UTF-16"))
    if b"\0" in text:
        raise BadInput(f"{name} is not a table", hint="CSV, TSV, Parquet and JSON lines are read")
    if not text.strip():
        raise BadInput(f"{name} is empty")
    ending = os.path.splitext(path.removesuffix(".gz"))[1].lower()
    if re.match(rb"(\xef\xbb\xbf)?\s*(\[\s*)?\{", text) or ending in _JSON_ENDINGS:
        return "json", zipped
    return "csv", zipped


def _read(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {(problem.strerror or str(problem)).lower()}") from None


@contextmanager
def _copied(stream: BinaryIO, name: str) -> Iterator[str]:
    """A stream as a file; what turns out to be no table, or never to end, is not copied on."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="calcgd-") as folder:
        path = os.path.join(folder, "data")
        size, checked = 0, False
        with open(path, "wb") as file:
            while block := stream.read(_BLOCK):
                file.write(block)
                size += len(block)
                if not checked and size > 2 * LONGEST_LINE:
                    checked = True
                    file.flush()
                    _kind(path, name)
                if _free(folder) < _ROOM:
                    raise BadInput(
                        f"{name} leaves no room in {os.path.dirname(folder)} after {size:,} bytes",
                        hint="write it to a file, and name that",
                    )
        yield path


def _free(folder: str) -> float:
    """Bytes that are free on the disk of a folder, infinite where that cannot be known."""
    if not hasattr(os, "statvfs"):
        return inf
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize
