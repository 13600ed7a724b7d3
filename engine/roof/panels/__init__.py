"""Which panels fit on a roof, and where does each of them lie?

`lay_panels` draws them; `.faces` are the surfaces on which they lie (a flat roof with racks to east and west has two).
"""

from .lay import FACE_COLUMNS, PANEL_COLUMNS, Panels, lay_panels
from .options import LAYOUTS, PanelOptions
from .racks import row_pitch_m

__all__ = ["FACE_COLUMNS", "LAYOUTS", "PANEL_COLUMNS", "PanelOptions", "Panels", "lay_panels", "row_pitch_m"]
