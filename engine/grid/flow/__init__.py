"""What voltages and currents follow, hour by hour, from a net and its loads.

`FlowModel.from_net(net)` reads any pandapower net; `.solve(p_kw, q_kvar, load_names)` yields blocks of hours.
"""

from .block import FlowBlock, LoadMatch
from .model import FlowModel
from .reference import check_against_pandapower, set_hour

__all__ = ["FlowBlock", "FlowModel", "LoadMatch", "check_against_pandapower", "set_hour"]
