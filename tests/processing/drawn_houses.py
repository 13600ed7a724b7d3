"""Two drawn houses, the heights of them, and runs of the roof algorithms on these."""

import numpy as np
from osgeo import gdal, osr

from .test_algorithms import read

X, Y, SIDE = 155_000.0, 463_000.0, 60.0  # south-west corner and side of the drawn place
GABLE = f"POLYGON(({X + 10} {Y + 10}, {X + 30} {Y + 10}, {X + 30} {Y + 20}, {X + 10} {Y + 20}, {X + 10} {Y + 10}))"
FLAT = f"POLYGON(({X + 40} {Y + 35}, {X + 55} {Y + 35}, {X + 55} {Y + 50}, {X + 40} {Y + 50}, {X + 40} {Y + 35}))"
HOUSES = [(GABLE, {"identificatie": "0001100000000001", "bouwjaar": 1975}),
          (FLAT, {"identificatie": "0001100000000002", "bouwjaar": 1985})]  # fmt: skip
MONTHS = [f"kwh_{month:02d}" for month in range(1, 13)]


def heights(cell=0.5, margin=30.0):
    """Ground at 2 m, a gable of 35° from 7 m (ridge east-west), a flat roof at 10 m; and its north-west corner."""
    count = round((SIDE + 2 * margin) / cell)
    x = X - margin + (np.arange(count) + 0.5) * cell
    y = Y + SIDE + margin - (np.arange(count) + 0.5) * cell
    x, y = np.meshgrid(x, y)
    z = np.full(x.shape, 2.0)
    gable = (x > X + 10) & (x < X + 30) & (y > Y + 10) & (y < Y + 20)
    z[gable] = 7 + np.tan(np.radians(35)) * (5 - np.abs(y - Y - 15))[gable]
    z[(x > X + 40) & (x < X + 55) & (y > Y + 35) & (y < Y + 50)] = 10.0
    z += np.random.default_rng(1).normal(0, 0.02, z.shape)
    return z, (X - margin, Y + SIDE + margin)


def raster(path, values, corner, cell=0.5, bands=1, band=1, kind=gdal.GDT_Float32, transform=None, nodata=-9999.0):
    file = gdal.GetDriverByName("GTiff").Create(str(path), values.shape[1], values.shape[0], bands, kind)
    file.SetGeoTransform(transform or (corner[0], cell, 0, corner[1], 0, -cell))
    system = osr.SpatialReference()
    system.ImportFromEPSG(28992)
    file.SetProjection(system.ExportToWkt())
    file.GetRasterBand(band).WriteArray(values)
    for number in range(1, bands + 1):
        file.GetRasterBand(number).SetNoDataValue(nodata)
    file.FlushCache()
    return str(path)


def planes_of(run, tmp_path, dsm, houses, **more):
    folder = tmp_path / "planes"
    folder.mkdir(exist_ok=True)
    outputs = {name: str(folder / f"{name}.gpkg") for name in ("PLANES", "BUILDINGS_OUT", "PROBLEMS")}
    results = run("roofplanes", {"DSM": dsm, "BUILDINGS": houses, **outputs, **more})
    return results, [read(results[name]) for name in outputs]


def solar(run, folder, given, more=()):
    folder.mkdir(exist_ok=True)
    outputs = {name: str(folder / f"{name}.gpkg") for name in ("PLANES_OUT", "PANELS", "BUILDINGS_OUT", "PROBLEMS")}
    outputs |= {"ROOF_PROFILES": str(folder / "roofs.profiles")}
    if "DSM" in given:
        outputs |= {"IRRADIATION": str(folder / "light.tif")}
    results = run("roofsolar", {**given, **outputs, **dict(more)})
    return results, {name: read(results[name]) for name in ("PLANES_OUT", "PANELS", "BUILDINGS_OUT", "PROBLEMS")}
