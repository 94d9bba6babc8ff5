"""Where the rows of a fit are worked on, as asked."""

from __future__ import annotations

from typing import NamedTuple

from calcgd.errors import BadInput, listed

MEMORY, SQL, SPARK = ENGINES = ("memory", "sql", "spark")


class Place(NamedTuple):
    """Where the rows are worked on, as asked; the last two are about SQL that is only shown."""

    name: str
    master: str | None
    checkpoint: str | None
    dry_run: bool
    dialect: str | None

    @property
    def in_memory(self) -> bool:
        """Whether the rows are read into memory."""
        return self.name == MEMORY and not self.dry_run

    def check(self) -> None:
        """Raise BadInput for options that do not go together."""
        if self.name not in ENGINES:
            raise BadInput(f"there is no engine called {self.name!r}", hint=f"take {listed(ENGINES, 'or')}")
        if self.dialect is not None and not self.dry_run:
            raise BadInput("--dialect is for the SQL that --dry-run shows", hint="add --dry-run")
        if self.master is not None and self.name != SPARK:
            raise BadInput("--master is for --engine spark")
        if self.name == MEMORY and self.checkpoint is not None:
            raise BadInput("--checkpoint is for --engine sql or spark")
        if self.dry_run and self.checkpoint is not None:
            raise BadInput("--checkpoint keeps a fit, and --dry-run makes none", hint="leave out one of them")

    @property
    def written_in(self) -> str | None:
        """The dialect of the SQL that is shown; None for the very queries that DuckDB is asked."""
        return self.dialect or (SPARK if self.name == SPARK else None)
