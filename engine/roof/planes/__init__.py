"""Which planes the roof of each building has: tilt, azimuth, true area and how well they fit the heights."""

from .options import BUILDING_COLUMNS, PLANE_COLUMNS, PlaneOptions, RoofPlanes, height_on_plane

__all__ = ["BUILDING_COLUMNS", "PLANE_COLUMNS", "PlaneOptions", "RoofPlanes", "height_on_plane"]
