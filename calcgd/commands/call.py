"""What reading a command line comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from calcgd.commands.session import Session
from calcgd.errors import Exit


class Call(NamedTuple):
    """A command line that has been read: what every command is told, and what is to run."""

    session: Session
    run: Callable[[], Exit]
