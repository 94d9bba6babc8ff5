"""Errors and notes as text for stderr: what is wrong, the place in the input with carets under it, what to do.

User text is only ever shown through `safe`, so that no control sequence in it reaches the terminal.
"""

from __future__ import annotations

import os
from typing import TextIO

from calcgd.errors import CalcgdError
from calcgd.render.characters import display_width, safe

WIDTH = 80
_INDENT = "  "
_CUT = "..."
_RED, _CYAN, _RESET = "\x1b[1;31m", "\x1b[1;36m", "\x1b[0m"


def diagnostic(error: CalcgdError, place: str = "", color: bool = False, width: int = WIDTH) -> str:
    """The lines that tell of `error`, ending in a newline.

    `place` says where in a longer input it happened ("line 3"). A source line wider than `width` columns is cut down to
    what surrounds the mistake.
    """
    lines = [_paint("error:", _RED, color) + " " + (place and f"{place}: ") + safe(error.message)]
    if error.source is not None and error.span is not None and error.source.strip():
        shown, carets = _pointed(error.source, error.span, width - len(_INDENT))
        lines += [_INDENT + shown, _INDENT + _paint(carets, _RED, color)]
    if error.hint:
        lines.append(_paint("hint:", _CYAN, color) + " " + safe(error.hint))
    return "\n".join(lines) + "\n"


def note(text: str, place: str = "", color: bool = False) -> str:
    """The line that tells of something done silently: an ambiguous reading, a default taken."""
    return _paint("note:", _CYAN, color) + " " + (place and f"{place}: ") + safe(text) + "\n"


def wants_color(stream: TextIO) -> bool:
    """Whether to colour what goes to `stream`.

    A terminal is coloured unless NO_COLOR is set (https://no-color.org) or TERM is dumb; FORCE_COLOR colours anything,
    except where it is 0.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _paint(text: str, paint: str, color: bool) -> str:
    return f"{paint}{text}{_RESET}" if color else text


def _columns(text: str) -> int:
    return display_width(safe(text))


def _pointed(source: str, span: tuple[int, int], width: int) -> tuple[str, str]:
    """The line of `source` that holds the start of `span`, cut to `width` columns, and the carets below it."""
    begin = source.rfind("\n", 0, span[0]) + 1
    line = source[begin:].partition("\n")[0].rstrip("\r")
    start = min(span[0] - begin, len(line))
    end = min(max(span[1] - begin, start + 1), len(line))
    first, last = _window(line, start, end, width)
    before, after = _CUT if first > 0 else "", _CUT if last < len(line) else ""
    pad = len(before) + _columns(line[first:start])
    marked = _columns(line[start : min(end, last)])
    return before + safe(line[first:last]) + after, " " * pad + "^" * max(marked, 1)


def _window(line: str, start: int, end: int, width: int) -> tuple[int, int]:
    """The part of `line` to show: the marked part as far as it fits, then its surroundings on both sides in turn."""
    if len(line) <= 4 * width and _columns(line) <= width - (start == len(line)):
        return 0, len(line)
    room = width - 2 * len(_CUT) - 1
    first = last = start
    while last < end and (room := room - _columns(line[last])) >= 0:
        last += 1
    while room > 0 and (first > 0 or last < len(line)):
        if first > 0:
            first -= 1
            room -= _columns(line[first])
        if last < len(line) and room > 0:
            last += 1
            room -= _columns(line[last - 1])
    return first, last
