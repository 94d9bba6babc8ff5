"""Random orders of rows, one for each epoch."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calcgd.numeric.rows import Array

_WORTH_THREAD = 50_000
"""With fewer rows an order is made sooner than a thread is told to."""


def orders(rows: int, epochs: int, seed: int) -> Generator[Array, None, None]:
    """For each of so many epochs the numbers of so many rows, shuffled; the same ones for the same seed.

    Where there are many rows, the next order is made by another thread while an epoch is worked on.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    if rows < _WORTH_THREAD:
        for _ in range(epochs):
            yield random.permutation(rows)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(random.permutation, rows)
        for left in reversed(range(epochs)):
            order = coming.result()
            if left:
                coming = thread.submit(random.permutation, rows)
            yield order
