"""`calcgd descend`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from calcgd.commands import wishes
from calcgd.commands.options import Expression, Option, Start
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit

if TYPE_CHECKING:
    from calcgd.commands.answer import Task
    from calcgd.commands.picked import Layout

_SHOWN = "What is shown"


def descend(
    session: Session,
    text: Expression = None,
    lr: wishes.Lr = None,
    x0: Start = None,
    method: wishes.MethodNames = None,
    momentum: wishes.Momentum = None,
    weight_decay: wishes.WeightDecay = None,
    schedule: wishes.Schedule = None,
    clip: wishes.Clip = None,
    bounds: wishes.Bounds = None,
    maximize: wishes.Maximize = False,
    target_cost: wishes.TargetCost = None,
    max_steps: wishes.MaxSteps = 10_000,
    tolerance: wishes.Tolerance = 1e-6,
    starts: wishes.Starts = None,
    samples: wishes.Samples = None,
    seed: wishes.Seed = None,
    every: Annotated[int, Option("--every", metavar="K", help="Show each K-th row.", rich_help_panel=_SHOWN)] = 0,
    all_rows: Annotated[bool, Option("--all-rows", help="Show every row.", rich_help_panel=_SHOWN)] = False,
    show_work: Annotated[
        bool, Option("--show-work", help="Write out each step with its numbers.", rich_help_panel=_SHOWN)
    ] = False,
    explain: Annotated[
        bool,
        Option(
            "--explain", help="Say why it went as it went, and which learning rates would do.", rich_help_panel=_SHOWN
        ),
    ] = False,
    plot: Annotated[
        bool, Option("--plot", help="Draw the curve, or the contours, with the path on it.", rich_help_panel=_SHOWN)
    ] = False,
    digits: Annotated[
        int,
        Option("--digits", metavar="N", help="Significant digits shown.", show_default=True, rich_help_panel=_SHOWN),
    ] = 6,
) -> Exit:
    """Gradient descent to a minimum of an expression, run by run, and why it stopped.

    Several learning rates, methods or starts are compared side by side. --method auto chooses a method and says why,
    --starts looks for all the minima in a box. The command methods lists what there is.

    Examples:
      calcgd descend --lr 0.1 --x0 8
      calcgd descend "(2x-5)^2" --lr 0.1 --x0 5 --show-work --max-steps 4
      calcgd descend "2x-5" --lr 0.25 --x0 5 --target-cost 0
      calcgd descend "(1-x)^2 + 100(y-x^2)^2" --method newton --x0 -1,1
      calcgd descend "x^2 + 10y^2" --lr 0.05 --x0 x=3,y=1 --json
      calcgd descend --lr 0.01,0.1,0.5,1.1 --x0 8 --explain
      calcgd descend "(1-x)^2 + 100(y-x^2)^2" --method auto --x0 -1,1
      calcgd descend "x^4 - 3x^2 + x" --starts 50 --bounds x=-3..3
    """  # fmt: skip
    from calcgd.commands.answer import answer
    from calcgd.commands.picked import Layout

    wished = wishes.Wishes(
        lr, x0, method, momentum, weight_decay, schedule, clip, bounds, maximize, target_cost, max_steps, tolerance,
        starts, samples, seed,
    )  # fmt: skip
    layout = Layout(
        _at_least("--every", every, 0), all_rows, _at_least("--digits", digits, 1), show_work, explain, plot
    )
    return answer(session, text, _task(wished, layout, session))


def _task(wished: wishes.Wishes, layout: Layout, session: Session) -> Task:
    from calcgd.commands import comparison, searching, single

    if wished.searches():
        return searching.task(wished, layout, session)
    if wished.compares():
        return comparison.task(wished, layout, session)
    return single.task(wished, layout, session)


def _at_least(option: str, value: int, least: int) -> int:
    if value < least:
        raise BadInput(f"{option} is a whole number of at least {least}, not {value}")
    return value
