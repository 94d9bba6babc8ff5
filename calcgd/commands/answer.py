"""The loop that answers: one expression from the command line, or one a line from standard input.

Standard input is read line by line as UTF-8. Blank lines are skipped; a line that is wrong is reported on stderr with
its number and the rest goes on. Results are flushed before more input is waited for, and at least every 50 ms.
A terminal is never read: the expression belongs on the command line there.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TextIO

from calcgd.algebra.time_limit import listening, within
from calcgd.commands.report import remark, report
from calcgd.commands.session import Session
from calcgd.errors import BadInput, CalcgdError, Exit, SyntaxProblem, TooLarge
from calcgd.expression import parse
from calcgd.expression.sharing import forget
from calcgd.render import FORMATS, emit

if TYPE_CHECKING:
    from calcgd.render.document import View

LONGEST_LINE = 1 << 20
"""Bytes of one line of standard input; the language's own limit is lower."""

CHUNK = 1 << 16
"""Bytes read at a time."""

UNSEEN = 0.05
"""Seconds for which a result of a batch may be kept back: a write for each would take longer than the work."""

MOST_OBJECTS = 700_000
"""Objects kept from line to line: about 200,000 shared nodes with what is remembered of them."""


class Task(NamedTuple):
    """What a command does with one expression.

    compute    the result, for which the time limit holds
    view       how the result is shown; what it leaves to be worked out while it is written is not limited in time
    exit_code  what the result means for the exit status, asked once the view is written
    default    the expression to take where there is none
    piped      the output format where the answer does not go to a terminal
    batch      the same for lines of standard input, each of which has one line of output
    read       how a text becomes an expression, or what takes its place and has `notes` and `decimals` as well
    """

    compute: Callable[[Any], Any]
    view: Callable[[Any], View]
    exit_code: Callable[[Any], Exit] = lambda _: Exit.ANSWER
    default: str | None = None
    piped: str = "text"
    batch: str = "text"
    read: Callable[[str], Any] = parse


def answer(session: Session, text: str | None, task: Task) -> Exit:
    """Answer `text`, or every line of standard input where it is None or "-".

    Returns the exit status: of lines, NO_ANSWER where any of them has another than ANSWER. Raises what is wrong with a
    `text`, and BadInput where there is neither a text nor anything on standard input.
    """
    if text is not None and text != "-":
        return _answer_one(session, text, task)
    lines = _lines(_piped())
    first = next(lines, None)
    if first is not None:
        return _answer_lines(session, first, lines, task)
    if text is None and task.default is not None:
        remark(f"no expression was given, so this is {task.default}", session)
        return _answer_one(session, task.default, task)
    if text is None or _piped() is None:
        raise BadInput(
            "there is no expression", hint="put it in quotes after the command, or pipe one expression a line"
        )
    return Exit.ANSWER


def show(session: Session, view: View, decimals: bool = False) -> Exit:
    """Write what rests on no expression; with `decimals`, fractions that end are written as decimals."""
    style = _style(session, Task(lambda _: None, lambda _: view), one=True)
    with _destination(session) as out:
        emit(view, style, out, decimals)
    return Exit.ANSWER


def _answer_one(session: Session, text: str, task: Task) -> Exit:
    style = _style(session, task, one=True)
    expression, result, view = within(session.seconds(), _worked_out, session, text, task)
    with _destination(session) as out:
        emit(view, style, out, expression.decimals)
        out.flush()
    return task.exit_code(result)


def _answer_lines(session: Session, first: tuple[int, bytes], rest: Iterator[tuple[int, bytes]], task: Task) -> Exit:
    style, seconds = _style(session, task, one=False), session.seconds()
    failed, header, flushed = False, True, monotonic()
    with _destination(session) as out, listening(), _few_collections():
        unseen = 0 if out.isatty() else UNSEEN
        for number, raw in chain((first,), rest):
            place = f"line {number}"
            try:
                text = _decoded(raw, number)
                expression, result, view = within(seconds, _worked_out, session, text, task, place)
                emit(view, style, out, expression.decimals, header)
                header = False
                failed |= task.exit_code(result) != Exit.ANSWER
            except OSError:
                raise
            except Exception as error:
                failed = True
                out.flush()  # what was answered before comes before
                report(error, session, place)
            if monotonic() - flushed >= unseen:
                out.flush()
                if gc.get_count()[0] > MOST_OBJECTS:
                    forget()
                    gc.collect()
                flushed = monotonic()
    return Exit.NO_ANSWER if failed else Exit.ANSWER


@contextmanager
def _few_collections() -> Iterator[None]:
    """Nodes are no garbage until they are forgotten; only one line that makes very much of it is not left alone."""
    before = gc.get_threshold()
    gc.set_threshold(2 * MOST_OBJECTS)
    try:
        yield
    finally:
        gc.freeze()  # and undone: so all there is counts as old, and is not looked through once more at the end
        gc.unfreeze()
        gc.set_threshold(*before)


def _worked_out(session: Session, text: str, task: Task, place: str = "") -> tuple[Any, Any, View]:
    expression = task.read(text)
    for note in expression.notes:
        remark(note, session, place)
    try:
        result = task.compute(expression)
        return expression, result, task.view(result)
    except CalcgdError as problem:
        if problem.source is None:
            problem.source = text
        raise


def _style(session: Session, task: Task, one: bool) -> str:
    style = "json" if session.json else session.format
    if style is None:
        if session.output is None and sys.stdout.isatty():
            return "table"
        return task.piped if one else task.batch
    if session.json and session.format not in (None, "json"):
        raise BadInput(f"--json and --format {session.format} exclude each other")
    if style not in FORMATS:
        from difflib import get_close_matches

        near = get_close_matches(style.lower(), FORMATS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(FORMATS)}"
        raise BadInput(f"there is no output format '{style}'", hint=hint)
    return style


def _destination(session: Session) -> AbstractContextManager[TextIO]:
    if session.output is None or session.output == "-":
        return nullcontext(sys.stdout)
    try:
        return open(session.output, "w", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {session.output}: {error.strerror}") from None


def _piped() -> IO[bytes] | None:
    stdin = sys.stdin
    if stdin is None or stdin.closed or stdin.isatty():
        return None
    return stdin.buffer


def _lines(stream: IO[bytes] | None) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, by number. What was answered is flushed before more is waited for."""
    if stream is None:
        return
    number, rest = 0, b""
    while True:
        sys.stdout.flush()
        try:
            chunk = stream.read1(CHUNK)  # type: ignore[attr-defined]
        except OSError as error:
            raise BadInput(f"cannot read standard input: {error.strerror}") from None
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole if chunk else (rest,):
            number += 1
            if line.strip():
                yield number, line[: LONGEST_LINE + 1]
        if not chunk:
            return
        rest = rest[: LONGEST_LINE + 1]


def _decoded(line: bytes, number: int) -> str:
    if len(line) > LONGEST_LINE:
        raise TooLarge(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise SyntaxProblem(
            f"byte {error.start + 1} of the line is not UTF-8 text", hint="convert the input: iconv -t UTF-8"
        ) from None
    return text.rstrip("\r\n")
