"""Where can the grid relieve itself? Segments behind overloaded elements, and the flexibility that clears them.

`find_pockets` solves the year, finds the segment and the switches of every overloaded section and transformer, and lets
flow and steering take turns until the flow is clean; it writes profiles in which that steering is at work.
"""

from .options import PocketOptions
from .run import Pockets, find_pockets

__all__ = ["PocketOptions", "Pockets", "find_pockets"]
