"""`calcgd fit`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from inspect import signature

from calcgd.commands import fit_engine_options as engines
from calcgd.commands import fit_options as options
from calcgd.commands import wishes
from calcgd.commands.options import decimal
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit


def fit(
    session: Session,
    model: options.Model = None,
    source: options.Source = None,
    target: options.Target = None,
    where: options.Where = None,
    weights: options.Weights = None,
    strict: options.Strict = False,
    holdout: options.Holdout = None,
    each_input: options.EachInput = None,
    start: options.Start = None,
    fix: options.Fix = None,
    bounds: options.Bounds = None,
    loss: options.Loss = "mse",
    l1: options.L1 = None,
    l2: options.L2 = None,
    method: options.Method = "auto",
    lr: options.Lr = None,
    schedule: options.Schedule = None,
    clip: options.Clip = None,
    momentum: wishes.Momentum = None,
    weight_decay: wishes.WeightDecay = None,
    samples: wishes.Samples = None,
    target_cost: wishes.TargetCost = None,
    max_steps: wishes.MaxSteps = 10000,
    tolerance: wishes.Tolerance = 1e-06,
    batch: options.Batch = None,
    epochs: options.Epochs = None,
    shuffle: options.Shuffle = False,
    in_order: options.InOrder = False,
    patience: options.Patience = None,
    standardize: options.Standardize = "auto",
    seed: options.Seed = None,
    show_gradient: options.ShowGradient = False,
    every: options.Every = 0,
    level: options.Level = "0.95",
    save: options.Save = None,
    load: options.Load = None,
    predict: options.Predict = None,
    digits: options.Digits = 6,
    engine: engines.Engine = "memory",
    master: engines.Master = None,
    checkpoint: engines.Checkpoint = None,
    dry_run: engines.DryRun = False,
    dialect: engines.Dialect = None,
) -> Exit:
    """Fit a model, typed as text, to data: parameters with their standard errors, and how well it fits.

    A name in the model that is a column of the file is data; every other name is a parameter.

    Examples:
      calcgd fit "a*x + b" data.csv --target y
      calcgd fit "sigmoid(w*x + b)" data.csv --target y --method gd --lr 0.5
      calcgd fit "c*(1 - exp(-k*x))" data.csv --target y --start c=1,k=0.1
      calcgd fit "a*x + b" data.csv --target y --batch 3 --lr 0.01 --holdout 0.2
      calcgd fit "a*x + b" data.csv --target y --save model.json
      calcgd fit --load model.json data.csv --predict said.csv
    """
    given = locals()  # of all options, before any other name is there
    from calcgd.commands.data_source import data_source
    from calcgd.commands.fit_files import Files
    from calcgd.commands.fit_place import Place
    from calcgd.commands.fit_request import Asked
    from calcgd.commands.fit_wishes import IN_ORDER, OWN, SHUFFLE, Work, method_for

    if load is not None:
        from calcgd.commands import fit_saved

        applied = fit_saved.Asked(load, model, source, where, strict, predict, digits, engine)
        return fit_saved.answered(session, applied, _changed(given, {"session", "model", *applied._fields}))
    if model is None or target is None:
        missing = "a fit needs a model, data and --target" if model is None else "--target is missing: what to fit to"
        raise BadInput(missing, hint='calcgd fit "a*x + b" data.csv --target y')
    if shuffle and in_order:
        raise BadInput(f"{SHUFFLE} and {IN_ORDER} do not go together", hint="leave out one of them")
    source = data_source(source)
    asked = Asked(
        model, source, target, where, weights, strict, holdout, each_input, start, fix, bounds, loss, l1, l2, seed or 0
    )
    wished = wishes.Wishes(
        lr=lr, method=None if method in OWN else method, momentum=momentum, weight_decay=weight_decay,
        schedule=schedule, clip=clip, target_cost=target_cost, max_steps=max_steps, tolerance=tolerance,
        samples=samples,
    )  # fmt: skip
    work = Work(
        method_for(method, wished), standardize, batch, epochs, SHUFFLE if shuffle else IN_ORDER if in_order else None,
        patience, seed or 0, decimal("--level", level), every, digits, show_gradient,
    )  # fmt: skip
    place = Place(engine, master, checkpoint, dry_run, dialect)
    files = Files(session, save, predict, asked.start_file, checkpoint)
    place.check()
    if not place.in_memory:
        from calcgd.commands import fit_engine

        return fit_engine.answered(session, asked, wished, work, place, files)
    from calcgd.commands import fit_work

    return fit_work.answered(session, asked, wished, work, files)


def _changed(given: Mapping[str, object], beside: Collection[str]) -> list[str]:
    """The options, other than these, whose values are not those that they have when nobody gives them."""
    return [
        f"--{name.replace('_', '-')}"
        for name, parameter in signature(fit).parameters.items()
        if name not in beside and given[name] != parameter.default
    ]
