"""Every attribute field of every output layer, in one place: a file for each part of the energy system."""

from .comparison import COMPARED_AREAS, COMPARED_SECTIONS, COMPARED_STATIONS
from .electricity import (
    BUILDINGS_DEMAND,
    CONNECTIONS,
    LOADED_CONNECTIONS,
    LOADED_SECTIONS,
    LOADED_STATIONS,
    NODES,
    OPEN_POINTS,
    PROBLEMS,
    RING_CHECK,
    SECTIONS,
    STATIONS,
)
from .field import OutputField
from .heat_hours import HEAT_BOTTLENECKS, HEAT_HOUSE_HOURS, HEAT_PIPE_HOURS, HEAT_STATION_HOURS
from .heat_need import HEAT_BUILDINGS, HEAT_CELLS, HEAT_STREETS
from .heat_network import EXTRA_OUT, HEAT_CONNECTIONS, HEAT_PIPES, HEAT_STATIONS
from .heat_options import HEAT_OPTION_AREAS, HEAT_OPTIONS
from .heat_streets import STREETS
from .holons import HOLON_FLOWS, HOLON_LEVELS, HOLONS
from .roofs import (
    PANELS,
    POWER_AREAS,
    POWER_BUILDINGS,
    ROOF_PLANES,
    ROOFS,
    SOLAR_BUILDINGS,
    SOLAR_PLANES,
    WIND_BUILDINGS,
)

__all__ = [
    "BUILDINGS_DEMAND",
    "COMPARED_AREAS",
    "COMPARED_SECTIONS",
    "COMPARED_STATIONS",
    "CONNECTIONS",
    "EXTRA_OUT",
    "HEAT_BOTTLENECKS",
    "HEAT_BUILDINGS",
    "HEAT_CELLS",
    "HEAT_CONNECTIONS",
    "HEAT_HOUSE_HOURS",
    "HEAT_OPTIONS",
    "HEAT_OPTION_AREAS",
    "HEAT_PIPES",
    "HEAT_PIPE_HOURS",
    "HEAT_STATIONS",
    "HEAT_STATION_HOURS",
    "HEAT_STREETS",
    "HOLONS",
    "HOLON_FLOWS",
    "HOLON_LEVELS",
    "LOADED_CONNECTIONS",
    "LOADED_SECTIONS",
    "LOADED_STATIONS",
    "NODES",
    "OPEN_POINTS",
    "PANELS",
    "POWER_AREAS",
    "POWER_BUILDINGS",
    "PROBLEMS",
    "RING_CHECK",
    "ROOFS",
    "ROOF_PLANES",
    "SECTIONS",
    "SOLAR_BUILDINGS",
    "SOLAR_PLANES",
    "STATIONS",
    "STREETS",
    "WIND_BUILDINGS",
    "OutputField",
]
