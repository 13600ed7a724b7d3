"""Which pipes, stations and connections bring heat to these buildings, and at what cost?

Joins the other rooms: what buildings ask, the streets, the cheapest route, the sizes of pipes. `design_network` gives
tables, totals and a pandapipes net that holds the design day.
"""

from .network import HeatDesign
from .options import HeatDesignOptions
from .run import design_network
from .street_choice import network_streets

__all__ = ["HeatDesign", "HeatDesignOptions", "design_network", "network_streets"]
