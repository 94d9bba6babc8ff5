"""`calcgd fit`."""

from __future__ import annotations

from typing import Annotated

from calcgd.commands import wishes
from calcgd.commands.options import Argument, Option, decimal
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit

_DATA, _COST, _HOW, _SHOWN = "The data", "The cost", "How it is made small", "What is shown"


def fit(
    session: Session,
    model: Annotated[str | None, Argument(metavar="MODEL", help="The model, such as sigmoid(w*x + b), in quotes.")] = None,
    source: Annotated[
        str | None, Argument(metavar="DATA", help="A CSV, TSV, Parquet or JSON Lines file, a pattern of files, or -.")
    ] = None,
    target: Annotated[str | None, Option("--target", metavar="EXPR", help="What the model should say: a column, or a formula of columns such as log(y).")] = None,
    where: Annotated[str | None, Option("--where", metavar="COND", help="Only rows where this holds: x > 0.", rich_help_panel=_DATA)] = None,
    weights: Annotated[str | None, Option("--weights", metavar="EXPR", help="How much each row counts, a formula of columns.", rich_help_panel=_DATA)] = None,
    strict: Annotated[bool, Option("--strict", help="Rows that cannot be used are an error.", rich_help_panel=_DATA)] = False,
    holdout: Annotated[str | None, Option("--holdout", metavar="PART", help="Hold out this part of the rows to judge by: 0.2.", rich_help_panel=_DATA)] = None,
    each_input: Annotated[str | None, Option("--each-input", metavar="NAME", help="A weight for each column: w*x becomes w_a*a + w_b*b + ...", rich_help_panel=_DATA)] = None,
    start: Annotated[str | None, Option("--start", metavar="VALUES", help="Where to start: w=1,b=0. 1 if not given.")] = None,
    fix: Annotated[str | None, Option("--fix", metavar="VALUES", help="Parameters that keep their value: b=0.")] = None,
    bounds: wishes.Bounds = None,
    loss: Annotated[str, Option("--loss", metavar="NAME", help="mse, half-mse, sse, mae, huber, logcosh, cross-entropy, or a formula in y and yhat.", show_default=True, rich_help_panel=_COST)] = "mse",
    l1: Annotated[str | None, Option("--l1", metavar="WEIGHT", help="Add WEIGHT*sum(abs(parameters)).", rich_help_panel=_COST)] = None,
    l2: Annotated[str | None, Option("--l2", metavar="WEIGHT", help="Add WEIGHT*sum(parameters^2).", rich_help_panel=_COST)] = None,
    method: Annotated[str, Option("--method", metavar="NAME", help="auto, levenberg-marquardt, or a row of calcgd methods.", show_default=True, rich_help_panel=_HOW)] = "auto",
    lr: wishes.Lr = None,
    schedule: wishes.Schedule = None,
    clip: wishes.Clip = None,
    max_steps: wishes.MaxSteps = 10_000,
    tolerance: wishes.Tolerance = 1e-6,
    batch: Annotated[int | None, Option("--batch", metavar="N", help="Follow the gradient of N rows at a time.", rich_help_panel=_HOW)] = None,
    epochs: Annotated[int, Option("--epochs", metavar="N", help="Go through all rows N times, with --batch.", show_default=True, rich_help_panel=_HOW)] = 100,
    in_order: Annotated[bool, Option("--in-order", help="Do not shuffle the rows before each epoch.", rich_help_panel=_HOW)] = False,
    seed: wishes.Seed = None,
    show_gradient: Annotated[bool, Option("--show-gradient", help="Show the cost and its gradient as formulas, with the chain rule split up.", rich_help_panel=_SHOWN)] = False,
    every: Annotated[int, Option("--every", metavar="K", help="Show each K-th row of the descent.", rich_help_panel=_SHOWN)] = 0,
    level: Annotated[str, Option("--level", metavar="PART", help="Of confidence intervals.", show_default=True, rich_help_panel=_SHOWN)] = "0.95",
    predict: Annotated[str | None, Option("--predict", metavar="FILE", help="Write what the model says of each row there, as CSV.", rich_help_panel=_SHOWN)] = None,
    digits: Annotated[int, Option("--digits", metavar="N", help="Significant digits shown.", show_default=True, rich_help_panel=_SHOWN)] = 6,
) -> Exit:
    """Fit a model, typed as text, to data: parameters with their standard errors, and how well it fits.

    A name in the model that is a column of the file is data; every other name is a parameter.

    Examples:
      calcgd fit "a*x + b" data.csv --target y
      calcgd fit "sigmoid(w*x + b)" data.csv --target y --loss half-mse --method gd --lr 0.5
      calcgd fit "b1*(1 - exp(-b2*x))" data.csv --target y --start b1=500,b2=0.0001
    """
    from calcgd.commands.fit_request import Asked
    from calcgd.commands.fit_work import OWN, Work, answered

    if model is None or source is None or target is None:
        raise BadInput(
            "a fit needs a model, a file of data and --target",
            hint='calcgd fit "a*x + b" data.csv --target y',
        )
    asked = Asked(
        model, source, target, where, weights, strict, holdout, each_input, start, fix, bounds, loss, l1, l2, seed or 0
    )
    wished = wishes.Wishes(
        lr=lr, method=None if method in OWN else method, schedule=schedule, clip=clip, max_steps=max_steps,
        tolerance=tolerance,
    )  # fmt: skip
    work = Work(method, batch, epochs, not in_order, decimal("--level", level), every, digits, show_gradient, predict)
    return answered(session, asked, wished, work)
