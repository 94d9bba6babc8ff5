"""What can be wrong with what a person typed. Data only: drawing an error is `render.diagnostic`'s work."""

from __future__ import annotations

from enum import IntEnum

TYPE_CHECKING = False  # typing itself is not worth importing here
if TYPE_CHECKING:
    from collections.abc import Sequence


class Exit(IntEnum):
    """The exit status of the process."""

    ANSWER = 0
    NO_ANSWER = 1
    USAGE = 2
    NOT_CONVERGED = 3
    OUT_OF_TIME = 4
    MISSING_EXTRA = 5
    INTERRUPTED = 130


class CalcgdError(Exception):
    """A mistake or a limit that the person at the keyboard can act on.

    `message` says what is wrong, `span` is the half-open range of characters of `source` it is about, `hint`
    says what to do. `exit_code` is the process exit status the edge answers with.
    """

    exit_code = Exit.USAGE

    def __init__(
        self,
        message: str,
        *,
        span: tuple[int, int] | None = None,
        hint: str | None = None,
        source: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint
        self.source = source


class SyntaxProblem(CalcgdError):
    """The text is not an expression of the language."""


class UnknownName(CalcgdError):
    """A function or variable that does not exist here."""


class TooLarge(CalcgdError):
    """Refused before anything is built: the expression or its value would be too big."""


class BadInput(CalcgdError):
    """An option, point or start value that cannot be used."""


class NoAnswer(CalcgdError):
    """The question is well put, but there is no answer to give."""

    exit_code = Exit.NO_ANSWER


class OutOfTime(CalcgdError):
    """The time limit ended the work."""

    exit_code = Exit.OUT_OF_TIME


class MissingExtra(CalcgdError):
    """An optional package is needed; the message names the pip command."""

    exit_code = Exit.MISSING_EXTRA


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names as a message lists them: `x`, `x and y`, `x, y and z`."""
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def counted(count: int, what: str) -> str:
    """A number of things as a message tells it: `1 row`, `2,000 rows`."""
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"
