"""Which planes the roof of each building has: tilt, azimuth, true area and how well they fit the heights.

From heights (`from_raster`): slopes of cells, planes grown from them, what is no plane, straight borders. From 3DBAG,
or without any heights from the footprint and its year (`without`).
"""

from .find import find_roof_planes
from .options import BUILDING_COLUMNS, PLANE_COLUMNS, PlaneOptions, RoofPlanes, height_on_plane

__all__ = ["BUILDING_COLUMNS", "PLANE_COLUMNS", "PlaneOptions", "RoofPlanes", "find_roof_planes", "height_on_plane"]
