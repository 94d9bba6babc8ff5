"""Files that a fit writes: what the model says of each row."""

from __future__ import annotations

import csv

from calcgd.commands.fit_request import Asked, Prepared
from calcgd.errors import BadInput
from calcgd.fitting.fit import Fit
from calcgd.numeric.rows import Rows


def write_predictions(path: str, asked: Asked, prepared: Prepared, fit: Fit) -> None:
    """Write the columns used and `yhat` for each row that was fitted, as CSV. Raises BadInput where that fails."""
    question = prepared.question
    model = question.model
    values = [fit.parameters[name] for name in model.parameters]
    says = Rows.of([model.prediction], model.columns, model.parameters).values(question.data, values)[0]
    try:
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow([*model.columns, "yhat"])
            columns = [question.data[name].tolist() for name in model.columns]
            writer.writerows(zip(*columns, says.tolist(), strict=True))
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from None
