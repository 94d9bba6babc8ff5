"""What went wrong, on stderr: the one place where an exception becomes text and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from calcgd.commands.session import Session
from calcgd.errors import CalcgdError, Exit, NoAnswer, OutOfTime, TooLarge
from calcgd.render.diagnostic import diagnostic, note, wants_color


class InternalError(NoAnswer):
    """A mistake in the program, not in what was typed."""


def report(error: Exception, session: Session, place: str = "") -> Exit:
    """Tell of `error` on stderr and give the exit code that it means; `place` is where in the input ("line 3")."""
    problem = _problem(error)
    if session.debug:
        import traceback

        traceback.print_exception(error)
    _write(diagnostic(problem, place, wants_color(sys.stderr)))
    return problem.exit_code


def remark(text: str, session: Session, place: str = "") -> None:
    """Tell of something done silently, on stderr, unless the person wants it quiet."""
    if not session.quiet:
        _write(note(text, place, wants_color(sys.stderr)))


def remarks(texts: Iterable[str], session: Session) -> None:
    """Tell of several such things."""
    for text in texts:
        remark(text, session)


def _problem(error: Exception) -> CalcgdError:
    if isinstance(error, OutOfTime):
        error.hint = error.hint or "give it more time with --timeout SECONDS"
        return error
    if isinstance(error, CalcgdError):
        return error
    if isinstance(error, RecursionError):
        return TooLarge("the expression is nested too deeply to work out")
    if isinstance(error, MemoryError):
        return NoAnswer("there is not enough memory to work this out")
    if isinstance(error, OSError):
        return NoAnswer(f"cannot read or write: {error.strerror or error}")
    what = f"{type(error).__name__}: {error}".removesuffix(": ")
    return InternalError(
        f"internal error: {what}", hint="please report it with the command; --debug shows where it arose"
    )


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
