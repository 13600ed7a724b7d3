"""What pressures and temperatures a heat network has, hour by hour, and where it falls short.

`HeatModel.from_net(net)` reads a pandapipes net of supply and return; `.solve(kw, names)` yields blocks of hours.
`simulate_heat` takes the hours of `HEAT_PROFILES` through it and judges pipes, houses and stations.
"""

from .block import HeatBlock
from .hourly import HeatHourly
from .model import PUMP_RULES, HeatModel, ModelOptions
from .nonsense import find_nonsense
from .options import SCOPES, HeatFiles, SimulateOptions
from .reference import check_against_pandapipes
from .run import HeatSimulation, simulate_heat

__all__ = [
    "PUMP_RULES",
    "SCOPES",
    "HeatBlock",
    "HeatFiles",
    "HeatHourly",
    "HeatModel",
    "HeatSimulation",
    "ModelOptions",
    "SimulateOptions",
    "check_against_pandapipes",
    "find_nonsense",
    "simulate_heat",
]
