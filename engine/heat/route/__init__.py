"""Along which streets, from which source, to whom: the forest of pipes that costs least.

`cheapest_forest` works on arrays alone: a graph of streets, consumers and sources at its nodes, and the price of a
metre by the kW it carries, so that a thicker pipe costs more. `lower_bound` says what no forest can undercut.
"""

from .bound import lower_bound
from .cover import cheapest_forest
from .problem import COVERAGES, REASONS, Coverage, Forest, PipePrice, RouteProblem

__all__ = [
    "COVERAGES",
    "REASONS",
    "Coverage",
    "Forest",
    "PipePrice",
    "RouteProblem",
    "cheapest_forest",
    "lower_bound",
]
