"""The algorithms, one a file: parameters, one call of the engine, sinks."""

from .buildgrid import BuildGrid
from .comparecongestion import CompareCongestion
from .compareheat import CompareHeat
from .congestion import Congestion
from .demand import Demand
from .demoneighbourhood import DemoNeighbourhood
from .designheatnetwork import DesignHeatNetwork
from .heatdemand import HeatDemand
from .holons import Holons
from .hostingcapacity import HostingCapacity
from .makestreets import MakeStreets
from .pockets import Pockets
from .powermapping import PowerMapping
from .reinforce import Reinforce
from .roofplanes import RoofPlanes
from .roofsolar import RoofSolar
from .roofwind import RoofWind
from .shareenergy import ShareEnergy
from .simulateheatnetwork import SimulateHeatNetwork

ALGORITHMS = (
    BuildGrid,
    Demand,
    Congestion,
    CompareCongestion,
    RoofPlanes,
    RoofSolar,
    RoofWind,
    PowerMapping,
    HeatDemand,
    MakeStreets,
    DesignHeatNetwork,
    CompareHeat,
    SimulateHeatNetwork,
    Holons,
    HostingCapacity,
    Pockets,
    ShareEnergy,
    Reinforce,
    DemoNeighbourhood,
)

__all__ = [
    "ALGORITHMS",
    "BuildGrid",
    "CompareCongestion",
    "CompareHeat",
    "Congestion",
    "Demand",
    "DemoNeighbourhood",
    "DesignHeatNetwork",
    "HeatDemand",
    "Holons",
    "HostingCapacity",
    "MakeStreets",
    "Pockets",
    "PowerMapping",
    "Reinforce",
    "RoofPlanes",
    "RoofSolar",
    "RoofWind",
    "ShareEnergy",
    "SimulateHeatNetwork",
]
