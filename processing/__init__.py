"""How QGIS calls the engine: the provider, one short file an algorithm, and the bridge between layers and tables.

Nothing here computes. Packages that QGIS does not ship are imported when an algorithm runs, not before.
"""

from .provider import StadsstroomProvider

__all__ = ["StadsstroomProvider"]
