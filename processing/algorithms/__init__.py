"""The algorithms, one a file: parameters, one call of the engine, sinks."""

from .buildgrid import BuildGrid
from .congestion import Congestion
from .demand import Demand

ALGORITHMS = (BuildGrid, Demand, Congestion)

__all__ = ["ALGORITHMS", "BuildGrid", "Congestion", "Demand"]
