"""The algorithms, one a file: parameters, one call of the engine, sinks."""

from .buildgrid import BuildGrid
from .congestion import Congestion
from .demand import Demand
from .demoneighbourhood import DemoNeighbourhood

ALGORITHMS = (BuildGrid, Demand, Congestion, DemoNeighbourhood)

__all__ = ["ALGORITHMS", "BuildGrid", "Congestion", "Demand", "DemoNeighbourhood"]
