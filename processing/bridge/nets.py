"""Reads and writes pandapower nets as JSON files."""

from __future__ import annotations

import logging
from pathlib import Path

from ...engine.errors import EngineError

NOT_A_NET = (
    "{file} is not a pandapower net in JSON: choose the file that Build grid wrote, or one of pandapower's to_json."
)
NO_FILE = "There is no file {file}."


def read_net(path: str):
    """The pandapower net in a JSON file. Raises EngineError where it is none."""
    import pandapower

    file = Path(path)
    if not file.is_file():
        raise EngineError(NO_FILE, file=path)
    if not file.read_bytes()[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise EngineError(NOT_A_NET, file=path)
    noisy = logging.getLogger("pandapower")
    level = noisy.level
    noisy.setLevel(logging.CRITICAL)
    try:
        net = pandapower.from_json(path)
    except Exception as error:  # whatever a file of something else makes the reader trip over
        raise EngineError(NOT_A_NET, file=path) from error
    finally:
        noisy.setLevel(level)
    if not isinstance(net, pandapower.pandapowerNet):
        raise EngineError(NOT_A_NET, file=path)
    return net


def write_net(net, path: str) -> None:
    """Write a pandapower net as a JSON file that `pandapower.from_json` reads."""
    import pandapower

    pandapower.to_json(net, path)
