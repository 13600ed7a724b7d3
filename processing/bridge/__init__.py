"""Layers to tables and tables to layers: the only place where the engine and QGIS meet.

Imported when an algorithm runs and not before, since it needs shapely and pandas.
"""

from .inputs import Inputs
from .nets import read_net, write_net
from .outputs import Outputs, as_areas
from .runner import Cancelled, as_sentences, run
from .stations import with_roles

__all__ = ["Cancelled", "Inputs", "Outputs", "as_areas", "as_sentences", "read_net", "run", "with_roles", "write_net"]
