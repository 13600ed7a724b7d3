"""Which neighbours complement each other best? Contiguous groups whose surplus meets their own need, hour by hour.

Only what passes the meter counts: met inside a group is Σ_t min(Σ made, Σ used), and what a merger adds to it follows
from the net power of the two alone. `find_holons` merges and refines groups; `beside` lays any two groupings, such as
neighbourhoods, beside each other.
"""

from .beside import Beside, beside
from .find import Found, find_holons
from .options import FoundOptions

__all__ = ["Beside", "Found", "FoundOptions", "beside", "find_holons"]
