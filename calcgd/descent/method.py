"""What is known of a method of descent: a row of the table in `methods`."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite
from typing import NamedTuple

from calcgd.descent import first_order as first
from calcgd.descent.problem import Problem
from calcgd.descent.settings import Settings
from calcgd.descent.transforms import Transform, chain, itself
from calcgd.errors import BadInput


class Method(NamedTuple):
    """One method of descent.

    title          what it is called in a sentence
    formula        the update, in text
    source         where it was published
    recipe         its transforms for a learning rate and the settings
    rate           the learning rate where none is given
    finds_step     whether it chooses the length of its steps itself; the learning rate then only scales them
    needs_hessian  whether it asks the problem for second derivatives
    needs_bounds   whether it searches a box
    one_variable   whether it is for costs of one variable only
    most_variables for how many variables it is at most
    monotone       whether it takes only steps that bring the cost down (to rounding), and is finished without any
    ends_itself    whether it goes on past points where the gradient is small or where it stays, until it is finished
    escapes        whether it leaves points that are not minima by itself, and is finished where it cannot
    stability      c such that on a quadratic with largest curvature L the method is stable exactly for learning
                   rates below c / L; None where there is no such bound
    contraction    factor by which a step multiplies, in the long run, the distance from the minimum of a quadratic
                   along a direction of curvature L, as a function of the learning rate times L
    no_step        why it may have no step to offer at a point
    options        the names of the settings that are its own
    moved          what its transform becomes in the coordinates in which it follows the gradient
    """

    title: str
    formula: str
    source: str
    recipe: Callable[[float, Settings], Transform]
    rate: float = 0.1
    finds_step: bool = False
    needs_hessian: bool = False
    needs_bounds: bool = False
    one_variable: bool = False
    most_variables: float = inf
    monotone: bool = False
    ends_itself: bool = False
    escapes: bool = False
    stability: Callable[[Settings], float] | None = None
    contraction: Callable[[float, Settings], float] | None = None
    no_step: str = "the cost or its derivatives are not defined there"
    options: tuple[str, ...] = ()
    moved: Callable[[Transform], Transform] = itself

    @property
    def follows_gradients(self) -> bool:
        """Whether its steps come of gradients and a learning rate alone."""
        return not (self.finds_step or self.ends_itself or self.needs_hessian)

    def transform(self, rate: float, settings: Settings) -> Transform:
        """All that turns a gradient into a step: clipping, the recipe, the schedule, in the method's coordinates."""
        before = () if settings.clip is None else (first.clipped(settings.clip),)
        after = () if settings.schedule is None else (first.scheduled(settings.schedule, settings.max_steps),)
        return self.moved(chain(*before, self.recipe(rate, settings), *after))

    def check(self, problem: Problem, settings: Settings) -> None:
        """Raise `BadInput` for a problem or settings that lack what the method needs."""
        if self.needs_hessian and problem.hessian is None:
            raise BadInput(f"{self.title} needs second derivatives, which this cost does not have")
        if self.one_variable and len(problem.names) > 1:
            raise BadInput(
                f"{self.title} is for one variable, and this cost has {len(problem.names)}: {', '.join(problem.names)}"
            )
        if len(problem.names) > self.most_variables:
            raise BadInput(
                f"{self.title} is for at most {self.most_variables} variables, and this cost has {len(problem.names)}",
                hint="lbfgs is for many",
            )
        if self.monotone and not (settings.clip is None and settings.schedule is None):
            raise BadInput(f"{self.title} chooses the length of its steps itself: leave out --clip and --schedule")
        if self.needs_bounds:
            bounds = problem.bounds or ((float("-inf"), float("inf")),) * len(problem.names)
            free = [name for name, ends in zip(problem.names, bounds, strict=True) if not all(map(isfinite, ends))]
            if free:
                raise BadInput(
                    f"{self.title} searches a box: it needs bounds for {', '.join(free)}",
                    hint=f"add --bounds {','.join(f'{name}=-10..10' for name in free)}",
                )
