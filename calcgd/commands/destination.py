"""Where files are written: found writable before the work, taken the place of when all is in them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from calcgd.errors import BadInput

STDOUT = ("-", "/dev/stdout")


def check_writable(option: str, path: str, answer: str | None) -> None:
    """Raise BadInput where the file that an option names cannot be written; `answer` is where the answer goes."""
    if path in STDOUT:
        if answer is None or answer in STDOUT:
            raise BadInput(
                f"{option} {path} would mix with the answer",
                hint="name a file, or send the answer to one: --output FILE",
            )
        return
    if not path or path.endswith(os.sep) or os.path.isdir(path):
        raise BadInput(f"{option} needs the name of a file, and {path!r} is none")
    with _in_words(path):
        if os.path.exists(path) and not os.access(path, os.W_OK):
            raise PermissionError(0, "Permission denied")
        if not _is_special(path):
            with _folder_beside(path) as folder:
                open(os.path.join(folder, os.path.basename(path)), "w").close()


def check_apart(option: str, path: str, others: Iterable[tuple[str, str | None]]) -> None:
    """Raise BadInput where a file to be written is one of some others, each with what it holds."""
    for what, other in others:
        if other is not None and _same(path, other):
            raise BadInput(f"{option} {path} would overwrite {what}", hint="give it another name")


@contextmanager
def replaced(path: str) -> Iterator[str]:
    """Gives where to write what is to be in a file: it takes its place in the end, if nothing was raised.

    A device or a pipe is written itself. Raises BadInput where that fails.
    """
    with _in_words(path):
        if path not in STDOUT and _is_special(path):
            yield path
            return
        with _folder_beside(path) as folder:
            new = os.path.join(folder, "new")
            yield new
            if path in STDOUT:
                with open(new, "rb") as file:
                    shutil.copyfileobj(file, sys.stdout.buffer)
                return
            if os.path.exists(path):
                shutil.copymode(path, new)
            os.replace(new, os.path.realpath(path))


def _folder_beside(path: str) -> TemporaryDirectory[str]:
    """An own folder on the disk of a file, in which it gets the rights that a new file has."""
    place = None if path in STDOUT else os.path.dirname(os.path.realpath(path))
    return TemporaryDirectory(prefix=".calcgd-", dir=place)


def _is_special(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)


def _same(path: str, other: str) -> bool:
    try:
        return os.path.samefile(path, other)
    except OSError:
        return os.path.realpath(path) == os.path.realpath(other)


@contextmanager
def _in_words(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise BadInput(f"cannot write {path}: {problem.strerror}") from None
