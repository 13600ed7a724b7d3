"""Reads the real town's GeoPackage with sqlite and shapely alone, for tests that need no QGIS."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from stadsstroom.engine import FeatureTable

ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


def read_layer(path, layer: str, where: str | None = None) -> FeatureTable:
    """All features of a GeoPackage layer, in order of fid; `where` is SQL. `feature_id` is the fid as text."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        column, srs = connection.execute(
            "select column_name, srs_id from gpkg_geometry_columns where table_name = ?", (layer,)
        ).fetchone()
        frame = pd.read_sql_query(
            f'select * from "{layer}"' + (f" where {where}" if where else "") + " order by fid", connection
        )
    finally:
        connection.close()
    geometry = shapely.force_2d(shapely.from_wkb(_wkb(frame.pop(column))))
    frame.insert(0, "feature_id", frame.pop("fid").astype(str))
    return FeatureTable(frame, geometry, f"EPSG:{srs}", layer)


def _wkb(blobs) -> np.ndarray:
    """The WKB within GeoPackage blobs: a header of 8 bytes and an envelope come before it."""
    wkb = np.empty(len(blobs), object)
    for i, blob in enumerate(blobs):
        wkb[i] = None if blob is None else blob[8 + ENVELOPE_BYTES[blob[3] >> 1 & 7] :]
    return wkb


def staphorst_inputs(data_folder: Path) -> dict[str, FeatureTable]:
    """Staphorst with the engine's input columns: lv_cables, mv_cables, stations, buildings, addresses.

    Street lighting alone ("OV") is left out of the LV cables.
    """
    path = Path(data_folder) / "staphorst" / "staphorst.gpkg"
    lv = read_layer(path, "laagspanningskabel", "omschrijving like '%functie LS%'")
    mv = read_layer(path, "middenspanningskabel")
    for cables in (lv, mv):
        cables.frame["cable_type"] = None
        cables.frame["build_year"] = np.nan

    stations = read_layer(path, "middenspanningsstation")
    text = stations.frame["omschrijving"]
    shared = text.str.endswith("medegebruik")
    stations.frame["description"] = text
    stations.frame["has_lv"] = text.str.startswith("Netstation") | shared
    stations.frame["is_source"] = text.str.startswith("Transport")
    stations.frame["is_customer"] = text.str.startswith("Klantstation")
    stations.frame["is_shared"] = shared
    stations.frame["rating_kva"] = np.nan

    buildings = read_layer(path, "pand")
    buildings.frame["building_id"] = buildings.frame["identificatie"]
    buildings.frame["build_year"] = buildings.frame["bouwjaar"].astype(float)
    addresses = read_layer(path, "verblijfsobject")
    names = {
        "identificatie": "address_id",
        "pandidentificatie": "building_id",
        "gebruiksdoel": "use",
        "oppervlakte": "floor_area_m2",
        "elektriciteit_kwh_per_jaar_pc6": "yearly_kwh",
        "gas_m3_per_jaar_pc6": "yearly_gas_m3",
    }
    for source, name in names.items():
        addresses.frame[name] = addresses.frame[source]
    return {"lv_cables": lv, "mv_cables": mv, "stations": stations, "buildings": buildings, "addresses": addresses}
