"""The desktop: the plugin class, its menu and toolbar, the message on missing packages and the dock with hours.

Whatever needs packages that QGIS does not ship is imported when the user asks for it: QGIS starts as fast as ever.
"""

from .plugin import StadsstroomPlugin

__all__ = ["StadsstroomPlugin"]
