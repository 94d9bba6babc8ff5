"""What two engines say of one fit, as JSON: the same numbers, but for how they were found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

_OF_THE_WAY = ("engine", "iterations", "method", "reason", "seconds")
_OF_RESIDUALS = ("neighbouring residuals", "the mean of the target")


def same_fit(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a fit by queries is that of the rows in memory to 1e-9; quartiles of residuals, and what they say
    against the model, need the rows."""
    assert found["residuals"] is None
    apart = (*_OF_THE_WAY, "residuals", "notes")
    assert found.keys() == wanted.keys()
    notes = [note for note in wanted["notes"] if not note.startswith(_OF_RESIDUALS)]
    return found["notes"] == notes and all(_same(found[name], wanted[name]) for name in wanted if name not in apart)


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(_same(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(_same, found, wanted))
    if isinstance(wanted, float):
        return found == pytest.approx(wanted, rel=1e-9, abs=1e-14)
    return found == wanted
