"""What the person asked of every command alike: output format and place, time limit, colour."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Annotated, Any, NamedTuple

from calcgd.commands.options import Option, decimal
from calcgd.errors import BadInput
from calcgd.render import FORMATS

LONGEST = 1e8
"""Seconds that a time limit can be set to: three years."""
COLORS = ("auto", "always", "never")


def _shared(*names: str, **settings: Any) -> Option:
    return Option(*names, rich_help_panel="Output and limits", **settings)


def _among(names: Iterable[str]) -> Callable[[str], list[str]]:
    return lambda incomplete: [name for name in names if name.startswith(incomplete)]


class Session(NamedTuple):
    """The values of the options that every command has, declared here once."""

    format: Annotated[
        str | None,
        _shared(
            "--format",
            metavar="NAME",
            help=f"One of {', '.join(FORMATS)}; a terminal shows table.",
            autocompletion=_among(FORMATS),
        ),
    ] = None
    json: Annotated[bool, _shared("--json", help="The same as --format json.")] = False
    output: Annotated[str | None, _shared("-o", "--output", metavar="FILE", help="Write the answer there.")] = None
    quiet: Annotated[bool, _shared("-q", "--quiet", help="Keep notes from standard error.")] = False
    timeout: Annotated[
        str | None,
        _shared(
            "--timeout",
            metavar="SECONDS",
            help="Give up after this time. Without it an expression has 30 seconds, data as long as it takes.",
        ),
    ] = None
    color: Annotated[
        str,
        _shared(
            "--color",
            metavar="WHEN",
            help="auto, always or never.",
            show_default=True,
            autocompletion=_among(COLORS),
        ),
    ] = "auto"
    debug: Annotated[bool, _shared("--debug", help="Show where in the program an error arose.")] = False

    def apply_color(self) -> None:
        """Let --color overrule what the environment says of colour. Raises BadInput for another choice."""
        if self.color not in COLORS:
            raise BadInput(f"--color is auto, always or never, not '{self.color}'")
        if self.color == "never":
            os.environ["NO_COLOR"] = "1"
        elif self.color == "always":
            os.environ.pop("NO_COLOR", None)
            os.environ["FORCE_COLOR"] = "1"

    def seconds(self) -> float:
        """The time limit of an expression. Raises BadInput where it is not a positive number."""
        return 30.0 if self.timeout is None else self._asked(self.timeout)

    def seconds_for_data(self) -> float:
        """The time limit of work on data, of which there may be much, or which may come slowly through a pipe.

        Raises BadInput where it is not a positive number.
        """
        return LONGEST if self.timeout is None else self._asked(self.timeout)

    def _asked(self, timeout: str) -> float:
        seconds = decimal("--timeout", timeout)
        if seconds <= 0:
            raise BadInput(f"--timeout takes a positive number of seconds, not {timeout}")
        return min(seconds, LONGEST)
