"""The options of `calcgd fit`."""

from __future__ import annotations

from typing import Annotated

from calcgd.commands.options import Argument, Option

_DATA, _COST, _HOW, _SHOWN = "The data", "The cost", "How it is made small", "What is shown"
_FILES = "Files"

Model = Annotated[str | None, Argument(metavar="MODEL", help="The model, such as sigmoid(w*x + b), in quotes.")]
Source = Annotated[
    str | None,
    Argument(
        metavar="DATA",
        help="A CSV, TSV, Parquet or JSON Lines file, or a pattern of files. Without it, or with - for it, standard "
        "input is read.",
    ),
]
Target = Annotated[
    str | None,
    Option(
        "--target", metavar="EXPR", help="What the model should say: a column, or a formula of columns such as log(y)."
    ),
]
Where = Annotated[
    str | None, Option("--where", metavar="COND", help="Only rows where this holds: x > 0.", rich_help_panel=_DATA)
]
Weights = Annotated[
    str | None,
    Option("--weights", metavar="EXPR", help="How much each row counts, a formula of columns.", rich_help_panel=_DATA),
]
Strict = Annotated[bool, Option("--strict", help="Rows that cannot be used are an error.", rich_help_panel=_DATA)]
Holdout = Annotated[
    str | None,
    Option("--holdout", metavar="PART", help="Hold out this part of the rows to judge by: 0.2.", rich_help_panel=_DATA),
]
EachInput = Annotated[
    str | None,
    Option(
        "--each-input",
        metavar="NAME",
        help="A weight for each column: w*x becomes w_a*a + w_b*b + ...",
        rich_help_panel=_DATA,
    ),
]
Start = Annotated[
    str | None,
    Option(
        "--start",
        metavar="VALUES",
        help="Where to start: w=1,b=0, or a saved model.json. 1 if not given, equal units apart.",
    ),
]
Fix = Annotated[str | None, Option("--fix", metavar="VALUES", help="Parameters that keep their value: b=0.")]
Bounds = Annotated[
    str | None, Option("--bounds", metavar="RANGES", help="Keep parameters within k=0..5,b=-1..1; k=0.. has one end.")
]
Loss = Annotated[
    str,
    Option(
        "--loss",
        metavar="NAME",
        help="mse, half-mse, sse, mae, huber, logcosh, cross-entropy, or a formula in y and yhat.",
        show_default=True,
        rich_help_panel=_COST,
    ),
]
L1 = Annotated[
    str | None, Option("--l1", metavar="WEIGHT", help="Add WEIGHT*sum(abs(parameters)).", rich_help_panel=_COST)
]
L2 = Annotated[
    str | None, Option("--l2", metavar="WEIGHT", help="Add WEIGHT*sum(parameters^2).", rich_help_panel=_COST)
]
Method = Annotated[
    str,
    Option(
        "--method",
        metavar="NAME",
        help="auto, levenberg-marquardt, or a row of calcgd methods.",
        show_default=True,
        rich_help_panel=_HOW,
    ),
]
Lr = Annotated[
    str | None,
    Option(
        "--lr",
        metavar="RATE",
        help="The learning rate, such as 0.1 or 1/3; of gd if no method is given.",
        rich_help_panel=_HOW,
    ),
]
Schedule = Annotated[
    str | None,
    Option(
        "--schedule",
        metavar="NAME",
        help="How the learning rate changes: step, exponential, cosine, 1/t, or a factor in t, the steps made, and n, "
        "the steps allowed.",
        rich_help_panel=_HOW,
    ),
]
Clip = Annotated[
    str | None,
    Option("--clip", metavar="NORM", help="Shorten longer gradients to this norm.", rich_help_panel=_HOW),
]
Seed = Annotated[
    int | None,
    Option(
        "--seed",
        metavar="N",
        help="Seed of the order of batches, of --holdout, of starts set apart. 0 if not given.",
        rich_help_panel=_HOW,
    ),
]
Batch = Annotated[
    int | None, Option("--batch", metavar="N", help="Follow the gradient of N rows at a time.", rich_help_panel=_HOW)
]
Epochs = Annotated[
    int | None,
    Option("--epochs", metavar="N", help="Go through all rows N times; 100 if not given.", rich_help_panel=_HOW),
]
Shuffle = Annotated[
    bool, Option("--shuffle", help="Shuffle the rows before each epoch, as is done anyway.", rich_help_panel=_HOW)
]
InOrder = Annotated[bool, Option("--in-order", help="Do not shuffle the rows before each epoch.", rich_help_panel=_HOW)]
Patience = Annotated[
    int | None,
    Option(
        "--patience",
        metavar="N",
        help="Stop when the cost of the rows held out has not fallen for N epochs; 10 with --batch.",
        rich_help_panel=_HOW,
    ),
]
Standardize = Annotated[
    str,
    Option(
        "--standardize",
        metavar="WHEN",
        help="Follow the gradient on standardised inputs: yes, no, or auto, where they need it and no --lr is given.",
        show_default=True,
        rich_help_panel=_HOW,
    ),
]
ShowGradient = Annotated[
    bool,
    Option(
        "--show-gradient",
        help="Show the cost and its gradient as formulas, with the chain rule split up.",
        rich_help_panel=_SHOWN,
    ),
]
Every = Annotated[
    int, Option("--every", metavar="K", help="Show each K-th row of the descent.", rich_help_panel=_SHOWN)
]
Level = Annotated[
    str, Option("--level", metavar="PART", help="Of confidence intervals.", show_default=True, rich_help_panel=_SHOWN)
]
Predict = Annotated[
    str | None,
    Option(
        "--predict",
        metavar="FILE",
        help="Write what the model says of each row of the data there: CSV, or .tsv .json .jsonl .parquet by the name.",
        rich_help_panel=_FILES,
    ),
]
Save = Annotated[
    str | None,
    Option("--save", metavar="FILE", help="Write the fitted model there, as JSON.", rich_help_panel=_FILES),
]
Load = Annotated[
    str | None,
    Option(
        "--load",
        metavar="FILE",
        help="Fit nothing: apply the model saved there to DATA, which then stands alone.",
        rich_help_panel=_FILES,
    ),
]
Digits = Annotated[
    int, Option("--digits", metavar="N", help="Significant digits shown.", show_default=True, rich_help_panel=_SHOWN)
]
