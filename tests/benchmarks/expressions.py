"""Generated expressions for the benchmarks: always the same for the same seed. Nothing is timed here.

The default ten thousand are all different, 50 characters long on average and three to six levels deep. They
are written in the part of the language that Python, and so SymPy, reads too.
"""

from __future__ import annotations

import random

FUNCTIONS = ("sin", "cos", "exp", "log", "sqrt", "tanh", "atan")
SEED = 20
DEPTHS = (3, 3, 4, 4, 5, 5, 6)


def generate(count: int, seed: int = SEED) -> list[str]:
    """`count` different expressions in x."""
    draw = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        expression = _sum(draw, draw.choice(DEPTHS))
        if "x" in expression:
            found[expression] = None
    return list(found)


def _sum(draw: random.Random, depth: int) -> str:
    """A sum, or one term; nothing is taken away that could leave 0, which some functions cannot stand."""
    kind = draw.random()
    if depth < 2 or kind > 0.55:
        return _product(draw, depth)
    if kind > 0.4:
        return f"{_product(draw, depth - 1)} - {draw.choice((1, 3, 5, 7))}/2"
    return f"{_product(draw, depth - 1)} + {_product(draw, depth - 2)}"


def _product(draw: random.Random, depth: int) -> str:
    kind = draw.random()
    if depth < 1 or kind < 0.3:
        return _factor(draw, depth)
    if kind < 0.85:
        return f"{_factor(draw, depth - 1)}*{_factor(draw, depth - 1)}"
    return f"{_factor(draw, depth - 1)}/({_leaf(draw)} + {draw.randint(2, 9)})"


def _factor(draw: random.Random, depth: int) -> str:
    kind = draw.random()
    if depth < 1:
        return _leaf(draw)
    if kind < 0.7:
        return f"{draw.choice(FUNCTIONS)}({_sum(draw, depth - 1)})"
    if kind < 0.9:
        return f"({_sum(draw, depth)})**{draw.randint(2, 5)}"
    return f"({_sum(draw, depth)})"


def _leaf(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.5:
        return "x"
    if kind < 0.6:
        return str(draw.randint(2, 9))
    if kind < 0.85:
        return f"{draw.randint(2, 9)}*x"
    return f"x**{draw.randint(2, 5)}"
