"""Drives the engine: shows its progress, cancels it, and turns its one error into a sentence."""

from __future__ import annotations

import errno
from contextlib import contextmanager

import numpy as np
from qgis.core import QgsProcessingException

from ...engine.errors import EngineError
from ..words import said
from .roles import in_words

NO_ROOM = "There is no room left on the disk for {file}: free some space or write elsewhere."
NOT_ALLOWED = "{file} cannot be written: choose a folder you may write to, and close programs that have it open."
FILE_TROUBLE = {
    errno.ENOSPC: NO_ROOM,
    getattr(errno, "EDQUOT", errno.ENOSPC): NO_ROOM,
    errno.EFBIG: NO_ROOM,
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EROFS: NOT_ALLOWED,
    errno.EISDIR: NOT_ALLOWED,
    errno.ENOTDIR: NOT_ALLOWED,
}


class Cancelled(Exception):  # noqa: N818 (it is not an error)
    """The user cancelled."""


def sentence(template: str, values: dict) -> str:
    """A sentence of the engine's for the user, beginning with a capital."""
    text = said(template, in_words(values))
    return text[:1].upper() + text[1:] if template.startswith("{layer}") else text


@contextmanager
def as_sentences():
    """What a user can mend becomes a QgsProcessingException in the user's language; bugs keep their traceback."""
    try:
        yield
    except EngineError as error:
        raise QgsProcessingException(sentence(error.template, error.values)) from error
    except OSError as error:
        if error.errno not in FILE_TROUBLE:
            raise
        raise QgsProcessingException(said(FILE_TROUBLE[error.errno], {"file": error.filename or "?"})) from error


def run(steps, feedback, start: float = 0, stop: float = 100):
    """The result of a generator of `Progress`; its fraction moves the bar from `start` to `stop` percent.

    Raises Cancelled soon after the user cancels; the generator is closed, so that it removes what it was writing.
    """
    try:
        while True:
            if feedback.isCanceled():
                raise Cancelled
            with np.errstate(divide="ignore", invalid="ignore"):  # GEOS leaves their flags set, numpy warns of them
                step = next(steps)
            feedback.setProgress(start + (stop - start) * step.fraction)
            if step.template:
                feedback.setProgressText(said(step.template, step.values))
    except StopIteration as end:
        return end.value
    finally:
        steps.close()
