"""Reads and writes pandapipes nets as JSON files."""

from __future__ import annotations

import logging
from pathlib import Path

from ...engine.errors import EngineError

NOT_A_NET = (
    "{file} is not a pandapipes net in JSON: choose the file that Design heat network wrote, or one of pandapipes' "
    "to_json."
)
NO_FILE = "There is no file {file}."


def read_pipe_net(path: str):
    """The pandapipes net in a JSON file. Raises EngineError where it is none."""
    import pandapipes

    file = Path(path)
    if not file.is_file():
        raise EngineError(NO_FILE, file=path)
    noisy = [logging.getLogger(name) for name in ("pandapipes", "pandapower")]
    levels = [logger.level for logger in noisy]
    for logger in noisy:
        logger.setLevel(logging.CRITICAL)
    try:
        net = pandapipes.from_json(path)
    except Exception as error:  # whatever a file of something else makes the reader trip over
        raise EngineError(NOT_A_NET, file=path) from error
    finally:
        for logger, level in zip(noisy, levels):
            logger.setLevel(level)
    if not isinstance(net, pandapipes.pandapipesNet):
        raise EngineError(NOT_A_NET, file=path)
    return net


def write_pipe_net(net, path: str) -> None:
    """Write a pandapipes net as a JSON file that `pandapipes.from_json` reads."""
    import pandapipes

    pandapipes.to_json(net, path)
