"""Work that cannot be cut into steps, done while the caller can still stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import TypeVar

from .progress import Progress

Result = TypeVar("Result")
LOOK_EVERY_S = 0.2


def aside(fraction: float, work: Callable[..., Result], *given) -> Generator[Progress, None, Result]:
    """The result of work(*given), done in a thread, while this yields `fraction` every 0.2 s; raises what it raises.

    For calls that take seconds in one piece and leave the interpreter lock to others meanwhile (GEOS, Qhull, compiled
    loops). Who stops waiting leaves the work to end by itself and drops its result: it must have no other effect.
    """
    made: list[Result] = []
    failed: list[BaseException] = []

    def run():
        try:
            made.append(work(*given))
        except BaseException as error:  # handed to the caller below
            failed.append(error)

    thread = threading.Thread(target=run, name=getattr(work, "__name__", "aside"), daemon=True)
    thread.start()
    thread.join(LOOK_EVERY_S)
    while thread.is_alive():
        yield Progress(fraction)
        thread.join(LOOK_EVERY_S)
    if failed:
        raise failed[0]
    return made[0]
