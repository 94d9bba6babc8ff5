"""A JSON object a row, as the rows come; of a result without rows its one record."""

from __future__ import annotations

from typing import TextIO

from calcgd.render import json
from calcgd.render.document import View


def write(view: View, out: TextIO, decimals: bool, header: bool) -> None:
    """Write the rows under the columns' keys."""
    if view.table is None:
        json.write(view, out, decimals, header)
        return
    table = view.table()
    keys = [column.key or column.title for column in table.columns]
    for row in table.rows:
        out.write(json.line(dict(zip(keys, row, strict=True)), decimals) + "\n")
