"""Along which streets can pipes run, and how does each building reach the street it faces?

`street_graph` makes a clean graph of untidy streets, `attach` ties buildings and sources to it. Where there is no layer
of streets `derive_streets` draws one along cables and between buildings, and `centre_lines` one in areas of roads.
"""

from .attach import Attached, attach
from .build import street_graph
from .centre import CentreOptions, centre_lines
from .derive import DeriveOptions, derive_streets
from .graph import StreetGraph
from .layer import StreetLayer
from .options import StreetOptions
from .splitting import split_edges

__all__ = [
    "Attached",
    "CentreOptions",
    "DeriveOptions",
    "StreetGraph",
    "StreetLayer",
    "StreetOptions",
    "attach",
    "centre_lines",
    "derive_streets",
    "split_edges",
    "street_graph",
]
