"""The method of a fit by descent: its learning rate, and whether it goes on standardised inputs."""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from calcgd.errors import BadInput

if TYPE_CHECKING:
    from calcgd.descent.method import Method
    from calcgd.descent.settings import Settings
    from calcgd.fitting.fit import Question
    from calcgd.fitting.standardised import Input

AUTO, YES, NO = WHEN = ("auto", "yes", "no")


class Pace(NamedTuple):
    """A method with its learning rate; `inputs` are those that are standardised for it."""

    name: str
    method: Method
    rate: float
    inputs: list[Input]

    @property
    def standardised(self) -> bool:
        """Whether it follows the gradient on standardised inputs."""
        return bool(self.inputs)

    @property
    def going(self) -> str | Method:
        """What a run is to be made by."""
        return self.method if self.standardised else self.name

    @property
    def title(self) -> str:
        """What it is called in the answer."""
        return self.method.title if self.standardised else self.name

    @property
    def note(self) -> str | None:
        """What was standardised."""
        if not self.standardised:
            return None
        return f"each step is that of standardised inputs: {', '.join(map(str, self.inputs))}"

    def settings(self, settings: Settings) -> Settings:
        """The settings of its descent: the tolerance is for the gradient that the method follows.

        With inputs of mean m and deviation s the gradient of the parameters themselves is up to `hypot(m, s)` times as
        long.
        """
        if not self.standardised:
            return settings
        stretch = max(1.0, *(hypot(one.mean, one.deviation) for one in self.inputs))
        return replace(settings, tolerance=stretch * settings.tolerance)

    def advice(self, question: Question, start: list[float], settings: Settings) -> tuple[str, ...]:
        """Sentences for when it has not arrived: which learning rates would work, and what would help."""
        from calcgd.fitting.scales import rate_advice, standardise_advice

        if self.standardised or not self.method.follows_gradients:
            return ()
        about_rate = rate_advice(question.problem, start, self.method, self.rate, settings)
        if about_rate is None and self.method.stability is not None:
            return ()
        told = (about_rate, standardise_advice(_inputs(question)))
        return tuple(sentence for sentence in told if sentence is not None)


def pace(question: Question, name: str, rate: float | None, when: str) -> Pace:
    """The method of that name as it is to go; `when` is one of `WHEN`.

    Left to itself, it goes on standardised inputs where they are not nearly that and no learning rate was given: a
    learning rate is for the parameters as they are. Raises BadInput for what cannot be meant.
    """
    from calcgd.descent.methods import method_named
    from calcgd.fitting.standardised import standardised

    check(when)
    method = method_named(name)
    own_rate = method.rate if rate is None else rate
    if when == NO or (when == AUTO and not (rate is None and method.follows_gradients)):
        return Pace(name, method, own_rate, [])
    measured = _inputs(question)
    if when == YES and not measured:
        raise BadInput(
            "no input of this model can be standardised: none is a factor of a parameter that stands nowhere else",
            hint="leave out --standardize",
        )
    if when == AUTO and all(one.usual for one in measured):
        return Pace(name, method, own_rate, [])
    return Pace(name, standardised(method, question.model.parameters, measured), own_rate, measured)


def _inputs(question: Question) -> list[Input]:
    from calcgd.fitting.standardised import inputs

    return inputs(question.model, question.means, tuple(question.bounds))


def check(when: str) -> None:
    """Raise BadInput for what is not one of `WHEN`."""
    if when not in WHEN:
        raise BadInput(f"--standardize takes {', '.join(WHEN[:-1])} or {WHEN[-1]}, not {when}")
