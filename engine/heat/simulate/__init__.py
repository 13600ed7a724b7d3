"""What pressures and temperatures a heat network has, hour by hour, and where it falls short.

`HeatModel.from_net(net)` reads a pandapipes net of supply and return; `.solve(kw, names)` yields blocks of hours.
"""

from .block import HeatBlock
from .model import PUMP_RULES, HeatModel, ModelOptions

__all__ = ["PUMP_RULES", "HeatBlock", "HeatModel", "ModelOptions"]
