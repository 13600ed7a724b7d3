"""How long work tells how far it is."""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Progress:
    """A step of long work: `fraction` done (0 to 1) and, when a new part begins, a template and its values."""

    fraction: float
    template: str = ""
    values: dict = field(default_factory=dict)


def finish(steps: Generator[Progress, None, Result]) -> Result:
    """Run a generator of `Progress` to its end and return its result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def within(steps: Generator[Progress, None, Result], start: float, stop: float) -> Generator[Progress, None, Result]:
    """Pass on the progress of a part of the work, scaled to [start, stop] of the whole."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value
        try:
            yield Progress(start + (stop - start) * step.fraction, step.template, step.values)
        except GeneratorExit:
            steps.close()
            raise
