"""Drawn cables and stations -> cable network."""

from __future__ import annotations

from ...problems import Problem
from ...tables import FeatureTable
from .network import CableNetwork
from .options import GridOptions


def assemble_cables(
    lv_cables: FeatureTable, mv_cables: FeatureTable, stations: FeatureTable, options: GridOptions
) -> tuple[CableNetwork, list[Problem]]:
    """Join cables and stations into one network of two levels.

    Every station has a "station_mv" node; one with an LV side also a "station_lv" node (see `station_roles`).
    """
    raise NotImplementedError
