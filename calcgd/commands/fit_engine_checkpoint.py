"""Where a long fit is, kept in a file, so that it can go on from there."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from calcgd.errors import BadInput

if TYPE_CHECKING:
    from calcgd.commands.fit_request import Asked
    from calcgd.descent.problem import Point


class Checkpoint:
    """The parameters of the lowest cost so far, written to a file whenever a lower one is found.

    `gradients` is how many have been worked out, in all the runs that wrote the file; `start` are the parameters it
    held. Raises `BadInput` for a file that is something else, or is about another fit.
    """

    def __init__(self, path: str, asked: Asked, start: Mapping[str, float]) -> None:
        self._path = path
        self._about = _about(asked)
        self._names = tuple(start)
        self._lowest = inf
        self.gradients = 0
        self.start = dict(start)
        kept = self._kept()
        if kept is not None:
            self.start, self._lowest, self.gradients = kept

    def keep(self, x: Point, cost: float) -> None:
        """Take note of a cost at some parameters."""
        self.gradients += 1
        if not cost < self._lowest or not all(map(isfinite, (cost, *x))):
            return
        self._lowest = cost
        parameters = dict(zip(self._names, x, strict=True))
        record = {"fit": self._about, "parameters": parameters, "cost": cost, "gradients": self.gradients}
        try:
            with open(f"{self._path}.new", "w", encoding="utf-8") as file:
                json.dump(record, file, indent=1)
            os.replace(f"{self._path}.new", self._path)
        except OSError as error:
            raise BadInput(f"cannot write {self._path}: {error.strerror}") from None

    def _kept(self) -> tuple[dict[str, float], float, int] | None:
        try:
            with open(self._path, encoding="utf-8") as file:
                record: Any = json.load(file)
            if record["fit"] == self._about and set(record["parameters"]) == set(self._names):
                numbers = {name: float(record["parameters"][name]) for name in self._names}
                return numbers, float(record["cost"]), int(record["gradients"])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadInput(f"cannot read {self._path}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise BadInput(f"{self._path} is no checkpoint of a fit") from None
        raise BadInput(f"{self._path} is the checkpoint of another fit", hint="give --checkpoint another file")


def _about(asked: Asked) -> dict[str, Any]:
    """What makes two fits the same one, whatever their starts: data, model and cost."""
    apart = ("strict", "holdout", "start", "bounds", "seed")
    return {name: value for name, value in asked._asdict().items() if name not in apart}
