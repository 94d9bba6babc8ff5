"""The reference datasets of NIST (StRD): data, models, starts and certified answers, one file each in `cases/nist`.

A line of a file begins with a word and holds what belongs to it; lines that begin with a space continue the one
before. `model` and `target` are expressions, all else are numbers: `start1`, `start2` and `value` and `stderr` of the
parameters b0, b1, ... in their order, `rss` or `deviation` (of the residuals) and `r2` as certified, and then a column
of data on each line. Published by the United States government for the tests of statistical software, in the public
domain: https://www.itl.nist.gov/div898/strd/
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from calcgd.expression import parse
from calcgd.fitting.squares.residuals import Residuals

FOLDER = Path(__file__).parents[1] / "cases" / "nist"

ANSWERS = ("start1", "start2", "value", "stderr", "rss", "deviation", "r2")


class Dataset:
    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.texts: dict[str, str] = {}
        word = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith(("#", " ")):
                word = line.split()[0]
                line = line[len(word) :]
            if not line.startswith("#"):
                self.texts[word] = self.texts.get(word, "") + " " + line.strip()
        self.model, self.target = self.texts.pop("model"), self.texts.pop("target")

    def __getitem__(self, word: str) -> list[float]:
        return [float(number) for number in self.texts[word].split()]

    @cached_property
    def names(self) -> list[str]:
        first = 0 if "b0" in self.model else 1
        return [f"b{i}" for i in range(first, first + len(self["value"]))]

    @cached_property
    def residuals(self) -> Residuals:
        data = {word: self[word] for word in self.texts if word not in ANSWERS}
        return Residuals(parse(self.model).tree, parse(self.target).tree, data, self.names)


SETS = [Dataset(path) for path in sorted(FOLDER.glob("*.txt"))]
NONLINEAR = [dataset for dataset in SETS if "start1" in dataset.texts]
LINEAR = [dataset for dataset in SETS if "start1" not in dataset.texts]
