"""How long a search may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

MOST_ITERATIONS = 500
"""Of one search, where nobody asks for fewer."""


class Effort(NamedTuple):
    """So many iterations at the most, and none once `goes_on` answers no: that is asked before each."""

    iterations: int = MOST_ITERATIONS
    goes_on: Callable[[], bool] = lambda: True

    def at_most(self, iterations: int) -> Effort:
        """The same with no more iterations than these."""
        return self._replace(iterations=min(iterations, self.iterations))


USUAL = Effort()
