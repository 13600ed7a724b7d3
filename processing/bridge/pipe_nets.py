"""Writes pandapipes nets as JSON files."""

from __future__ import annotations


def write_pipe_net(net, path: str) -> None:
    """Write a pandapipes net as a JSON file that `pandapipes.from_json` reads."""
    import pandapipes

    pandapipes.to_json(net, path)
