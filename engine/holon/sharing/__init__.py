"""What does sharing energy bring the members of a community, hour by hour, and those who can hardly pay their bill?

Members share what they feed in past their own meters; suppliers sell and buy the rest.
"""

from .keys import KEYS, share_hours
from .options import PRICE_RULES, SharingOptions
from .settle import Sharing, share_energy

__all__ = ["KEYS", "PRICE_RULES", "Sharing", "SharingOptions", "share_energy", "share_hours"]
