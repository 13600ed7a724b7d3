"""The grid model and the hours of its connections: asked for alike by every algorithm that calculates with both."""

from __future__ import annotations

from ..parameters import file_in, profiles_in
from . import settings

ANY_NET = "A pandapower net: one that the grid algorithm wrote, or any other, meshed too, whose loads have names."
HOURS = "The hours of every connection, as the demand algorithm writes them."


def net(about: str = ANY_NET, optional: bool = False):
    return file_in("NET", "Grid model", "pandapower JSON (*.json);;All files (*)", about, optional)


def profiles(about: str = HOURS):
    return profiles_in("PROFILES", "Profiles", about)


def read(algorithm, parameters, context) -> tuple:
    """The net, and its profiles opened."""
    from ..bridge import read_net

    given = read_net(algorithm.parameterAsFile(parameters, "NET", context))
    return given, settings.profiles(algorithm, parameters, context, "PROFILES")
