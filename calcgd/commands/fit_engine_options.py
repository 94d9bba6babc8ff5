"""The options of `calcgd fit` about where the rows are worked on."""

from __future__ import annotations

from typing import Annotated

from calcgd.commands.options import Option

_WHERE = "Where the rows are worked on"

Engine = Annotated[
    str,
    Option(
        "--engine",
        metavar="NAME",
        help="memory, sql (files larger than memory) or spark.",
        show_default=True,
        rich_help_panel=_WHERE,
    ),
]
Master = Annotated[
    str | None,
    Option("--master", metavar="URL", help="The Spark cluster; this machine if not given.", rich_help_panel=_WHERE),
]
Checkpoint = Annotated[
    str | None,
    Option(
        "--checkpoint",
        metavar="FILE",
        help="Keep the best parameters there, and start from them if it is there; with --engine sql or spark.",
        rich_help_panel=_WHERE,
    ),
]
DryRun = Annotated[
    bool, Option("--dry-run", help="Show the SQL of cost and gradient and do not fit.", rich_help_panel=_WHERE)
]
Dialect = Annotated[
    str | None,
    Option(
        "--dialect",
        metavar="NAME",
        help="The SQL of --dry-run for another database: postgres, snowflake, bigquery, ...",
        rich_help_panel=_WHERE,
    ),
]
