"""Where and when does the grid congest, how sure is that, and what if a ring section fails?

`run_congestion` streams a year of hours through the flow and judges every section, station and connection; it can
write the hours as a mesh (`HourlyResults` reads it), the net of the worst hour and a report.
"""

from .elements import NetFacts, net_facts
from .geography import read_places
from .hourly import HourlyResults
from .options import TAP_RULES, CongestionFiles, CongestionOptions
from .power import HourlyPower, match_problems
from .run import CongestionResult, expected_hourly_bytes, run_congestion
from .taps import model_with_taps
from .verdicts import CLASSES

__all__ = [
    "CLASSES",
    "TAP_RULES",
    "CongestionFiles",
    "CongestionOptions",
    "CongestionResult",
    "HourlyPower",
    "HourlyResults",
    "NetFacts",
    "expected_hourly_bytes",
    "match_problems",
    "model_with_taps",
    "net_facts",
    "read_places",
    "run_congestion",
]
