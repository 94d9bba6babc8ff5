"""What a person asks of a descent: the options of `calcgd descend`, and what they come to for an expression."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Annotated, NamedTuple

from calcgd.commands.options import Option, Start, decimal, decimal_in, split
from calcgd.errors import BadInput, listed

if TYPE_CHECKING:
    from calcgd.descent.drive import Run
    from calcgd.descent.ends import Way
    from calcgd.descent.problem import Problem
    from calcgd.descent.settings import Settings
    from calcgd.expression import Expression as Parsed
    from calcgd.expression.nodes import Node

DEFAULT = "x**2 - 4*x + 6"
"""The cost where none is given: the first example of every course."""

PLAIN = "gd"
AUTO = "auto"

_STOPPING, _SEARCH = "Stopping", "Searching"

Lr = Annotated[
    str | None, Option("--lr", metavar="RATE", help="The learning rate, such as 0.1 or 1/3; several to compare: 0.1,1.")
]
MethodNames = Annotated[
    str | None,
    Option("--method", metavar="NAME", help="A row of calcgd methods, or auto; several to compare: gd,adam. "
           "gd if not given, with --starts auto."),
]  # fmt: skip
Momentum = Annotated[
    float | None, Option("--momentum", metavar="PART", help="The velocity kept by momentum and nesterov: 0.9.")
]
WeightDecay = Annotated[
    float | None, Option("--weight-decay", metavar="PART", help="How strongly adamw draws to zero: 0.01.")
]
Schedule = Annotated[
    str | None,
    Option("--schedule", metavar="NAME", help="How the learning rate changes: step, exponential, cosine, 1/t, or a "
           "factor in t, the steps made, and n, the steps allowed."),
]  # fmt: skip
Clip = Annotated[str | None, Option("--clip", metavar="NORM", help="Shorten longer gradients to this norm.")]
Bounds = Annotated[
    str | None, Option("--bounds", metavar="RANGES", help="Keep within x=0..5,y=-1..1; x=0.. has one end.")
]
Maximize = Annotated[bool, Option("--maximize", help="Go uphill, to a maximum.")]
TargetCost = Annotated[
    str | None,
    Option(
        "--target-cost", metavar="COST", help="Stop at this cost or below; uphill: or above.", rich_help_panel=_STOPPING
    ),
]
MaxSteps = Annotated[
    int, Option("--max-steps", metavar="N", help="Stop after N steps.", show_default=True, rich_help_panel=_STOPPING)
]
Tolerance = Annotated[
    float,
    Option("--tolerance", metavar="T", help="Small enough for a gradient.", show_default=True,
           rich_help_panel=_STOPPING),
]  # fmt: skip
Starts = Annotated[
    int | None,
    Option("--starts", metavar="N", help="Descend from N points of a box, the --bounds or -10..10, and list the minima "
           "found.", rich_help_panel=_SEARCH),
]  # fmt: skip
Samples = Annotated[
    int | None,
    Option("--samples", metavar="N", help="Points that random tries, and grid along each variable.",
           rich_help_panel=_SEARCH),
]  # fmt: skip
Seed = Annotated[
    int | None,
    Option("--seed", metavar="N", help="Seed of what is random: --starts, random. 0 if not given.",
           rich_help_panel=_SEARCH),
]  # fmt: skip


class Trial(NamedTuple):
    """One descent that was asked for: a start, a method and a learning rate (None: the method's own)."""

    start: tuple[float, ...]
    method: str
    rate: float | None


class Wishes(NamedTuple):
    """The options about descents, as they were typed."""

    lr: Lr = None
    x0: Start = None
    method: MethodNames = None
    momentum: Momentum = None
    weight_decay: WeightDecay = None
    schedule: Schedule = None
    clip: Clip = None
    bounds: Bounds = None
    maximize: Maximize = False
    target_cost: TargetCost = None
    max_steps: MaxSteps = 10_000
    tolerance: Tolerance = 1e-6
    starts: Starts = None
    samples: Samples = None
    seed: Seed = None

    def settings(self, keep_path: bool) -> Settings:
        """What holds for every descent that was asked for. Raises BadInput for what cannot be meant."""
        from calcgd.descent.schedules import schedule
        from calcgd.descent.settings import Settings

        self._check_that_methods_use_their_options()
        target = _decimal("--target-cost", self.target_cost)
        given = {
            "target_cost": -target if self.maximize and target is not None else target,
            "clip": _decimal("--clip", self.clip),
            "momentum": self.momentum,
            "weight_decay": self.weight_decay,
            "samples": self.samples,
            "seed": self.seed,
            "schedule": None if self.schedule is None else schedule(self.schedule),
        }
        known = {name: value for name, value in given.items() if value is not None}
        return Settings(self.max_steps, self.tolerance, keep_path=keep_path, **known)

    def methods(self) -> list[str]:
        """The names that were given, at least one. Raises BadInput for one that is none."""
        from calcgd.descent.methods import method_named

        given = self.method or (PLAIN if self.starts is None else AUTO)
        names = [name.strip() for name in given.split(",")]
        for name in names:
            if name != AUTO:
                method_named(name)
        return names

    def problem(self, expression: Parsed) -> Problem:
        """The cost over its variables, within the bounds. Raises BadInput where there is nothing to descend."""
        from calcgd.calculus.subject import as_expression
        from calcgd.commands.ranges import bounds
        from calcgd.descent.problem import problem_of, within

        names = tuple(as_expression(expression).variables)
        if not names:
            raise BadInput("there is nothing to descend: the expression has no variables")
        problem = problem_of(expression.tree, names, self.maximize)
        return problem if self.bounds is None else within(problem, bounds("--bounds", self.bounds, names))

    def searches(self) -> bool:
        """Whether minima are to be looked for from many starts."""
        return self.starts is not None or (self.x0 is None and self.methods() == [AUTO])

    def way(self) -> Way:
        """How each of many descents is made. Raises BadInput where more than one method or learning rate is given."""
        from calcgd.descent.ends import Way

        rates, methods = self._rates(), self.methods()
        if len(methods) > 1 or len(rates) > 1 or self.x0 is not None:
            raise BadInput("--starts takes one method and one learning rate, and chooses the starts itself")
        return Way(methods[0], *rates)

    def only_rate(self) -> float | None:
        """The learning rate, None if there is none. Raises BadInput where there are several."""
        return None if self.lr is None else decimal("--lr", self.lr)

    def compares(self) -> bool:
        """Whether more than one descent is asked for."""
        starts = 1 if self.x0 is None else len(self.x0.split(";"))
        return starts * len(self.methods()) * (1 if self.lr is None else len(split("--lr", self.lr))) > 1

    def trials(self, problem: Problem) -> list[Trial]:
        """Every start with every method and every learning rate, which is for the methods that need one, if any does.

        Raises BadInput without a start.
        """
        rates = self._rates() or [None]
        methods = self.methods()
        scaled = [name for name in methods if not _finds_step(name)] or methods
        each = [(name, rate) for name in methods for rate in (rates if name in scaled else [None])]
        return [Trial(start, *other) for start, other in product(self._starts(problem, methods), each)]

    def _rates(self) -> list[float]:
        return [] if self.lr is None else [decimal_in(rate) for rate in split("--lr", self.lr)]

    def _starts(self, problem: Problem, methods: Sequence[str]) -> list[tuple[float, ...]]:
        from calcgd.commands import options
        from calcgd.descent.methods import METHODS

        names = problem.names
        if self.x0 is not None:
            points = [options.point("--x0", text, names) for text in self.x0.split(";")]
            return [tuple(_start_value(name, value) for name, value in point.items()) for point in points]
        if problem.bounds is not None and all(name != AUTO and METHODS[name].needs_bounds for name in methods):
            return [tuple((low + high) / 2 for low, high in problem.bounds)]
        hint = f"add --x0 {','.join(f'{name}=1' for name in names)}, or look for minima with --method auto"
        raise BadInput(f"a start is needed for {' and '.join(names)}", hint=hint)

    def _check_that_methods_use_their_options(self) -> None:
        from calcgd.descent.methods import METHODS

        methods = self.methods()
        for option in ("momentum", "weight_decay", "samples"):
            users = [name for name, method in METHODS.items() if option in method.options]
            if getattr(self, option) is not None and not set(users) & set(methods):
                raise BadInput(f"--{option.replace('_', '-')} is for --method {listed(users, 'or')} alone")


def run_of(trial: Trial, problem: Problem, settings: Settings) -> Run:
    """The run that a trial asks for. Raises BadInput where its method cannot be used on the problem."""
    from calcgd.descent.drive import Run

    return Run(problem, trial.start, trial.method, trial.rate, settings)


def _finds_step(method: str) -> bool:
    from calcgd.descent.methods import METHODS

    return method == AUTO or METHODS[method].finds_step


def _decimal(option: str, text: str | None) -> float | None:
    return None if text is None else decimal(option, text)


def _start_value(name: str, value: Node) -> float:
    from calcgd.calculus.point import to_float

    found = to_float(value)
    if found is None:
        raise BadInput(f"the start value of {name} is not a real number that can be used here")
    return found
