"""How much more fits? Panels, chargers or heat pumps at each connection, feeder and station before a limit binds.

Every value is one that the power flow of the hours that tell passes, and at most a thousandth more fails. Random
placements show how much depends on who gets it.
"""

from .options import TECHNOLOGIES, HostingOptions
from .run import Hosting, hosting_capacity

__all__ = ["TECHNOLOGIES", "Hosting", "HostingOptions", "hosting_capacity"]
