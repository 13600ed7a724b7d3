"""The roof algorithms through real runs: on drawn roofs, on the demo neighbourhood, on Delft and on Staphorst."""

import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from osgeo import gdal, osr
from qgis.core import QgsProcessingException, QgsRasterLayer, QgsVectorLayer
from stadsstroom.processing import output_fields

from .conftest import Said, make_layer
from .test_algorithms import arrived, read  # noqa: F401  (arrived is a fixture)

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


@pytest.fixture
def dsm(tmp_path):
    return raster(tmp_path / "dsm.tif", *heights())


@pytest.fixture
def houses():
    return make_layer("Polygon", HOUSES, name="pand")


def planes_of(run, tmp_path, dsm, houses, **more):
    folder = tmp_path / "planes"
    folder.mkdir(exist_ok=True)
    outputs = {name: str(folder / f"{name}.gpkg") for name in ("PLANES", "BUILDINGS_OUT", "PROBLEMS")}
    results = run("roofplanes", {"DSM": dsm, "BUILDINGS": houses, **outputs, **more})
    return results, [read(results[name]) for name in outputs]


def check_houses(planes, roofs):
    """The gable and the flat roof as they were drawn."""
    gable = sorted((p for p in planes if p["building_id"].endswith("1")), key=lambda p: p["azimuth_deg"])
    flat = [p for p in planes if p["building_id"].endswith("2")]
    assert [p["roof_kind"] for p in gable] == ["pitched", "pitched"]
    assert [p["tilt_deg"] for p in gable] == pytest.approx([35, 35], abs=2)
    assert (gable[1]["azimuth_deg"], np.cos(np.radians(gable[0]["azimuth_deg"]))) == (
        pytest.approx(180, abs=3),
        pytest.approx(1, abs=0.01),
    )
    assert [p["roof_kind"] for p in flat] == ["flat"]
    heights_found = {roof["building_id"][-1]: roof["height_m"] for roof in roofs}
    assert heights_found["2"] == pytest.approx(8.0, abs=0.2)
    return sum(p["area_m2"] for p in gable), flat[0]["area_m2"]


def test_planes_come_back_as_drawn(run, tmp_path, dsm, houses):
    results, (planes, roofs, _) = planes_of(run, tmp_path, dsm, houses)
    gable, flat = check_houses(planes, roofs)
    assert gable == pytest.approx(200 / np.cos(np.radians(35)), rel=0.05)
    assert flat == pytest.approx(225, rel=0.05)
    assert [field.name for field in output_fields.ROOF_PLANES] == list(planes[0])[1:]
    assert [field.name for field in output_fields.ROOFS] == list(roofs[0])[1:]
    assert results["PLANE_COUNT"] == 3
    assert results["ASSUMED_COUNT"] == 0


# Rasters as they come


def integer_centimetres(folder):
    values, corner = heights()
    return {"DSM": raster(folder / "cm.tif", np.round(values * 100), corner, kind=gdal.GDT_Int16), "HEIGHT_UNIT": 3}


def one_band_of_three(folder):
    values, corner = heights()
    return {"DSM": raster(folder / "bands.tif", values, corner, bands=3, band=2), "DSM_BAND": 2}


def turned(folder):
    """The same place in a raster turned by 15 degrees."""
    turn, count, cell = np.radians(15), 400, 0.5
    col, row = np.meshgrid(np.arange(count) + 0.5, np.arange(count) + 0.5)
    corner = (X - 65.0, Y + 90.0)
    across, down = cell * np.array([np.cos(turn), np.sin(turn)]), cell * np.array([np.sin(turn), -np.cos(turn)])
    x, y = (corner[k] + col * across[k] + row * down[k] for k in (0, 1))
    z, north_west = heights(0.25)
    at_row, at_col = ((north_west[1] - y) / 0.25).astype(int), ((x - north_west[0]) / 0.25).astype(int)
    known = (at_row >= 0) & (at_row < len(z)) & (at_col >= 0) & (at_col < len(z))
    values = np.where(known, z[np.clip(at_row, 0, len(z) - 1), np.clip(at_col, 0, len(z) - 1)], -9999.0)
    transform = (corner[0], across[0], down[0], corner[1], across[1], down[1])
    return {"DSM": raster(folder / "turned.tif", values, corner, transform=transform)}


def another_system(folder):
    here = raster(folder / "here.tif", *heights(0.25), cell=0.25)
    moved = str(folder / "utm.tif")
    gdal.Warp(moved, here, dstSRS="EPSG:32631", xRes=0.4, yRes=0.4, resampleAlg="bilinear", dstNodata=-9999)
    return {"DSM": moved}


def another_resolution(folder):
    return {"DSM": raster(folder / "one.tif", *heights(1.0), cell=1.0)}


def with_islands_of_nothing(folder):
    values, corner = heights()
    chance = np.random.default_rng(3)
    values[chance.random(values.shape) < 0.03] = 3.4e38
    return {"DSM": raster(folder / "holes.tif", values, corner)}


@pytest.mark.parametrize(
    "given",
    [integer_centimetres, one_band_of_three, turned, another_system, another_resolution, with_islands_of_nothing],
)
def test_any_raster_gives_the_same_roofs(run, tmp_path, houses, given):
    made = given(tmp_path)
    _, (planes, roofs, _) = planes_of(run, tmp_path, made.pop("DSM"), houses, **made)
    gable, flat = check_houses(planes, roofs)
    assert gable == pytest.approx(200 / np.cos(np.radians(35)), rel=0.12)
    assert flat == pytest.approx(225, rel=0.12)


@pytest.mark.parametrize("factor", [100.0, 1 / 0.3048 * 30])
def test_wrong_units_are_a_sentence(run, tmp_path, houses, factor):
    values, corner = heights()
    path = raster(tmp_path / "wrong.tif", values * factor, corner)
    with pytest.raises(QgsProcessingException, match=r"[Uu]nit"):
        planes_of(run, tmp_path, path, houses)


def test_a_raster_elsewhere_is_a_sentence(run, tmp_path, houses):
    path = raster(tmp_path / "far.tif", heights()[0], (X + 20_000, Y + 20_000))
    with pytest.raises(QgsProcessingException, match="no height at any"):
        planes_of(run, tmp_path, path, houses)


def test_footprints_of_every_kind(run, tmp_path, dsm):
    """Outside the raster, overlapping, tiny, with a hole, crossing itself, without geometry: told."""
    hole = (
        GABLE[:-1]
        + f", ({X + 18} {Y + 13}, {X + 21} {Y + 13}, {X + 21} {Y + 17}, {X + 18} {Y + 17}, {X + 18} {Y + 13}))"
    )
    rows = [
        (hole, {"identificatie": "hole"}),
        (FLAT, {"identificatie": "flat"}),
        (FLAT.replace(str(X + 40), str(X + 50)), {"identificatie": "over it"}),
        (
            f"POLYGON(({X + 5000} {Y}, {X + 5010} {Y}, {X + 5010} {Y + 9}, {X + 5000} {Y}))",
            {"identificatie": "outside"},
        ),
        (f"POLYGON(({X} {Y}, {X + 1} {Y}, {X + 1} {Y + 1}, {X} {Y}))", {"identificatie": "tiny"}),
        (f"POLYGON(({X} {Y}, {X + 5} {Y + 5}, {X + 5} {Y}, {X} {Y + 5}, {X} {Y}))", {"identificatie": "crossing"}),
        (None, {"identificatie": "nowhere"}),
    ]
    _, (planes, roofs, problems) = planes_of(run, tmp_path, dsm, make_layer("Polygon", rows))
    told = {problem["feature_id"]: problem["code"] for problem in problems}
    assert told["tiny"] == "too_small"
    assert told["nowhere"] == "no_footprint"
    assert "outside" in told
    known = {roof["building_id"]: roof for roof in roofs}
    assert known["outside"]["how"] == "assumed"
    assert known["hole"]["roof_kind"] == "pitched"
    area = sum(plane["plan_area_m2"] for plane in planes if plane["building_id"] == "hole")
    assert area <= 200 - 12 + 0.5


# Sun


def solar(run, folder, given, more=()):
    folder.mkdir(exist_ok=True)
    outputs = {name: str(folder / f"{name}.gpkg") for name in ("PLANES_OUT", "PANELS", "BUILDINGS_OUT", "PROBLEMS")}
    outputs |= {"ROOF_PROFILES": str(folder / "roofs.profiles")}
    if "DSM" in given:
        outputs |= {"IRRADIATION": str(folder / "light.tif")}
    results = run("roofsolar", {**given, **outputs, **dict(more)})
    return results, {name: read(results[name]) for name in ("PLANES_OUT", "PANELS", "BUILDINGS_OUT", "PROBLEMS")}


def test_planes_panels_buildings_raster_and_hours_agree(run, tmp_path, dsm, houses):
    from stadsstroom.engine.demand import Profiles

    results, layers = solar(run, tmp_path / "sun", {"DSM": dsm, "BUILDINGS": houses})
    total = results["PANELS_MWH"] * 1000
    for name in ("PLANES_OUT", "PANELS", "BUILDINGS_OUT"):
        assert sum(row["kwh"] for row in layers[name]) == pytest.approx(total, rel=1e-4), name
    for row in layers["BUILDINGS_OUT"]:
        assert sum(row[month] for month in MONTHS) == pytest.approx(row["kwh"], rel=1e-4)
    profiles = Profiles.open(results["ROOF_PROFILES"])
    assert -np.array(profiles.kw("pv")).sum() == pytest.approx(total, rel=1e-3)
    assert list(profiles.technologies) == ["pv"]
    assert len(layers["PANELS"]) == results["PANEL_COUNT"]
    names = {"PLANES_OUT": "SOLAR_PLANES", "PANELS": "PANELS", "BUILDINGS_OUT": "SOLAR_BUILDINGS"}
    for name, fields in names.items():
        assert [field.name for field in getattr(output_fields, fields)] == list(layers[name][0])[1:]
    light = gdal.Open(results["IRRADIATION"])
    assert [light.GetRasterBand(n).GetDescription() for n in (1, 2, 13)] == ["year", "Jan", "Dec"]
    values = light.ReadAsArray()
    assert np.nansum(values[1:], axis=0)[np.isfinite(values[0])] == pytest.approx(
        values[0][np.isfinite(values[0])], rel=1e-4
    )
    south = next(row for row in layers["PLANES_OUT"] if row["azimuth_deg"] and 170 < row["azimuth_deg"] < 190)
    assert south["suitability"] == "very_suitable"
    assert south["kwh_per_m2"] > 1.3 * min(row["kwh_per_m2"] for row in layers["PLANES_OUT"])


def test_planes_found_before_give_the_same_sun(run, tmp_path, dsm, houses):
    direct, _ = solar(run, tmp_path / "direct", {"DSM": dsm, "BUILDINGS": houses})
    found, _ = planes_of(run, tmp_path, dsm, houses)
    again, layers = solar(run, tmp_path / "again", {"DSM": dsm, "PLANES": found["PLANES"], "BUILDINGS": houses})
    alone, _ = solar(run, tmp_path / "alone", {"DSM": dsm, "PLANES": found["PLANES"]})
    assert again["PANELS_MWH"] == pytest.approx(direct["PANELS_MWH"], rel=1e-6)
    assert alone["PANELS_MWH"] == pytest.approx(direct["PANELS_MWH"], rel=1e-6)
    assert {row["building_id"] for row in layers["BUILDINGS_OUT"]} == {row["identificatie"] for _, row in HOUSES}


def test_a_tall_neighbour_takes_the_light(run, tmp_path, houses):
    values, corner = heights()
    given = {"BUILDINGS": houses, "DSM": raster(tmp_path / "a.tif", values, corner)}
    _, free = solar(run, tmp_path / "free", given)
    rows = slice(round((corner[1] - Y - 7) / 0.5), round((corner[1] - Y - 4) / 0.5))
    values[rows, :] = 25.0  # a wall south of the gable
    _, dark = solar(run, tmp_path / "dark", {**given, "DSM": raster(tmp_path / "b.tif", values, corner)})
    lost = [max(row["shadow_loss_percent"] for row in layers["PLANES_OUT"]) for layers in (free, dark)]
    assert lost[0] < 5
    assert lost[1] > 25


def test_layers_that_are_not_planes_are_a_sentence(run, tmp_path, houses):
    with pytest.raises(QgsProcessingException, match="lacks tilt_deg"):
        solar(run, tmp_path / "sun", {"PLANES": houses})
    with pytest.raises(QgsProcessingException, match="Give buildings or roof planes"):
        solar(run, tmp_path / "sun", {})


def test_the_raster_of_heights_is_not_written_over(run, tmp_path, dsm, houses):
    with pytest.raises(QgsProcessingException, match="would overwrite the input Surface heights"):
        run("roofsolar", {"DSM": dsm, "BUILDINGS": houses, "IRRADIATION": dsm})


@pytest.mark.parametrize("text", ["0 95", "north", "-1"])
def test_a_far_horizon_that_is_none_is_a_sentence(run, tmp_path, houses, text):
    with pytest.raises(QgsProcessingException, match="numbers between 0 and 89"):
        solar(run, tmp_path / "sun", {"BUILDINGS": houses}, {"FAR_HORIZON": text})


def test_a_far_horizon_takes_light(run, tmp_path, dsm, houses):
    free, _ = solar(run, tmp_path / "free", {"DSM": dsm, "BUILDINGS": houses}, {"EVERY_PLANE": True})
    hills, _ = solar(
        run, tmp_path / "hills", {"DSM": dsm, "BUILDINGS": houses}, {"EVERY_PLANE": True, "FAR_HORIZON": "20"}
    )
    assert hills["PANELS_MWH"] < 0.95 * free["PANELS_MWH"]


# Weather


def knmi(path, hours, missing=()):
    """An hourly file of 2024 (a leap year) by formula; `missing` are hours left out."""
    lines = ["# STN,YYYYMMDD,   HH,   FH,    T,    Q"]
    start = np.datetime64("2024-01-01T00")
    for hour in range(hours):
        moment = (start + hour).astype(object)
        if hour in missing:
            continue
        sun = max(0.0, np.sin((moment.hour - 5.5) / 13 * np.pi)) if 5 < moment.hour < 19 else 0.0
        lines.append(f"  260,{moment:%Y%m%d},{moment.hour + 1:5d},{40:5d},{100:5d},{round(200 * sun):5d}")
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def test_a_leap_year_has_its_day_and_gaps_are_told(run, tmp_path, houses):
    from stadsstroom.engine.demand import Profiles

    weather = knmi(tmp_path / "leap.txt", 8784, missing=(100, 101, 3000))
    results, layers = solar(run, tmp_path / "sun", {"BUILDINGS": houses, "WEATHER": weather})
    assert Profiles.open(results["ROOF_PROFILES"]).hours == 8784
    assert any(
        "gap" in row["code"] or "weather" in row["code"] or "lacks" in row["reason"] for row in layers["PROBLEMS"]
    )


def test_weather_in_local_time_has_its_noon_in_utc(run, tmp_path, data_folder, houses):
    from stadsstroom.engine.demand import Profiles

    epw = data_folder / "weather" / "NLD_Amsterdam.062400_IWEC.epw"  # in UTC+1
    results, _ = solar(run, tmp_path / "sun", {"BUILDINGS": houses, "WEATHER": str(epw)})
    kw = -np.array(Profiles.open(results["ROOF_PROFILES"]).kw("pv")).sum(axis=1)
    by_hour = kw[: 8760 // 24 * 24].reshape(-1, 24).sum(axis=0)
    assert (by_hour * (np.arange(24) + 0.5)).sum() / by_hour.sum() == pytest.approx(11.7, abs=0.5)


def test_weather_that_is_none_is_a_sentence(run, tmp_path, houses):
    (tmp_path / "no.txt").write_text("nothing")
    with pytest.raises(QgsProcessingException, match="neither hourly KNMI text"):
        solar(run, tmp_path / "sun", {"BUILDINGS": houses, "WEATHER": str(tmp_path / "no.txt")})


# Columns and fields


def test_every_column_of_the_roofs_has_a_field(run, dsm, houses, monkeypatch):
    from stadsstroom.processing.bridge import outputs

    unknown, features_of = {}, outputs.features_of

    def noting(table, fields, declared, wkb_type):
        columns, names = set(table.frame.columns) - {"feature_id"}, {field.name for field in fields}
        if columns != names and table.name != "problems":
            unknown[table.name] = columns ^ names
        return features_of(table, fields, declared, wkb_type)

    monkeypatch.setattr(outputs, "features_of", noting)
    given = {"DSM": dsm, "BUILDINGS": houses}
    for name, sinks in {
        "roofplanes": ("PLANES", "BUILDINGS_OUT"),
        "roofsolar": ("PLANES_OUT", "PANELS", "BUILDINGS_OUT"),
        "roofwind": ("BUILDINGS_OUT",),
        "powermapping": ("BUILDINGS_OUT", "AREAS"),
    }.items():
        run(name, {**given, **dict.fromkeys(sinks, "memory:")})
    assert unknown == {}


# Wind and Powermapping


def towers(*tall):
    rows = []
    for number, height in enumerate(tall):
        x = X + 60 * number
        wkt = f"POLYGON(({x} {Y}, {x + 20} {Y}, {x + 20} {Y + 20}, {x} {Y + 20}, {x} {Y}))"
        rows.append((wkt, {"identificatie": f"t{number}", "height_m": float(height)}))
    return make_layer("Polygon", rows)


def test_a_turbine_stands_on_the_highest_roof_around(run, tmp_path):
    given = {"BUILDINGS": towers(25, 30, 19), "BUILDINGS_OUT": str(tmp_path / "wind.gpkg")}
    results = run("roofwind", given)
    rows = {row["building_id"]: row for row in read(results["BUILDINGS_OUT"])}
    assert [rows[f"t{n}"]["wind_suitable"] for n in range(3)] == [False, True, False]
    assert results["TURBINE_COUNT"] == 1
    assert rows["t1"]["kwh_measured"] == pytest.approx(0.1 * rows["t1"]["kwh_promised"], rel=1e-6)
    assert 100 < rows["t1"]["kwh_promised"] < 2000
    free = run("roofwind", {**given, "CLEAR_DISTANCE": 30, "BUILDINGS_OUT": str(tmp_path / "free.gpkg")})
    assert free["TURBINE_COUNT"] == 2


def test_powermapping_adds_up_by_class_and_neighbourhood(run, tmp_path, dsm, houses):
    west = f"POLYGON(({X} {Y}, {X + 35} {Y}, {X + 35} {Y + 60}, {X} {Y + 60}, {X} {Y}))"
    east = f"POLYGON(({X + 35} {Y}, {X + 60} {Y}, {X + 60} {Y + 60}, {X + 35} {Y + 60}, {X + 35} {Y}))"
    areas = make_layer("Polygon", [(west, {"buurtnaam": "West"}), (east, {"buurtnaam": "Oost"})])
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("BUILDINGS_OUT", "AREAS")}
    results = run("powermapping", {"DSM": dsm, "BUILDINGS": houses, "NEIGHBOURHOODS": areas, **outputs})
    rows, totals = read(results["BUILDINGS_OUT"]), {row["name"]: row for row in read(results["AREAS"])}
    assert [row["power_class"] for row in rows] == ["sun", "sun"]
    assert results["SUN_HA"] == pytest.approx((200 + 225) * 0.1 / 1e4, rel=1e-3)
    assert results["SUN_GWH"] * 1e6 == pytest.approx(42.5 * 73, rel=1e-3)
    assert results["SUN_HOUSEHOLDS"] == pytest.approx(42.5 * 73 / 3500, rel=1e-3)
    assert totals["Oost"]["sun_ha"] == pytest.approx(22.5 / 1e4, rel=1e-3)
    for key in ("sun_gwh", "full_gwh", "full_ha"):
        assert totals["Oost"][key] + totals["West"][key] == pytest.approx(results[key.upper()], rel=1e-6)
    assert [field.name for field in output_fields.POWER_BUILDINGS] == list(rows[0])[1:]
    assert [field.name for field in output_fields.POWER_AREAS] == list(totals["Oost"])[1:]
    with pytest.raises(QgsProcessingException, match="no clock times"):
        run("powermapping", {"DSM": dsm, "BUILDINGS": houses, "CLOCK_HOURS": "noon", **outputs})


def test_powermapping_arrives_with_its_totals_in_dutch(arrived, dsm, houses, monkeypatch):  # noqa: F811
    from stadsstroom.processing import styles, words

    monkeypatch.setattr(words, "language", lambda: "nl")
    given = {"DSM": dsm, "BUILDINGS": houses, "FULL_METHOD": False}
    _, layers = arrived("powermapping", {"given": given, "load": ["BUILDINGS_OUT"]})
    labels = styles.legend_labels(layers["BUILDINGS_OUT"][0])
    assert labels == [
        "Voor zon: 2 van de 2 daken, 0,004 ha panelen, 0,003 GWh, 1 huishoudens",
        "Voor wind en/of zon",
        "Voor geen van beide",
    ]


def test_sun_arrives_styled_with_its_hours_at_hand(arrived, dsm, houses, tmp_path):  # noqa: F811
    given = {"DSM": dsm, "BUILDINGS": houses, "ROOF_PROFILES": str(tmp_path / "r.profiles")}
    results, layers = arrived("roofsolar", {"given": given, "load": ["PLANES_OUT", "PANELS", "BUILDINGS_OUT"]})
    assert {details.groupName for _, details in layers.values()} == {"Roofs: sun"}
    buildings, details = layers["BUILDINGS_OUT"]
    assert buildings.customProperty("stadsstroom/roofs") == results["ROOF_PROFILES"]
    assert layers["PLANES_OUT"][0].renderer().type() == "categorizedSymbol"
    assert layers["PANELS"][1].layerSortKey > layers["PLANES_OUT"][1].layerSortKey > details.layerSortKey


# Joined with demand


def test_the_shadow_of_a_roof_reaches_the_demand(run, tmp_path, dsm, houses):
    from stadsstroom.engine.demand import Profiles

    sun, _ = solar(run, tmp_path / "sun", {"DSM": dsm, "BUILDINGS": houses})
    home = {"identificatie": "a1", "pandidentificatie": "0001100000000001", "gebruiksdoel": "woonfunctie"}
    address = make_layer("Point", [(f"POINT({X + 20} {Y + 15})", {**home, "oppervlakte": 120.0})])
    given = {"BUILDINGS": houses, "ADDRESSES": address, "PV_SHARE": 100}
    guess = run("demand", {**given, "PROFILES": str(tmp_path / "guess.profiles")})
    real = run("demand", {**given, "PROFILES": str(tmp_path / "real.profiles"), "ROOF_PROFILES": sun["ROOF_PROFILES"]})
    pv = [np.array(Profiles.open(each["PROFILES"]).kw("pv"))[:, 0] for each in (guess, real)]
    roof = Profiles.open(sun["ROOF_PROFILES"])
    own = np.array(roof.kw("pv"))[:, list(roof.connection_ids).index("0001100000000001")]
    assert np.corrcoef(pv[1], own)[0, 1] == pytest.approx(1, abs=1e-6)
    assert np.corrcoef(pv[0], own)[0, 1] < 0.9999
    _, again_layers = solar(run, tmp_path / "own", {"DSM": dsm, "BUILDINGS": houses, "PROFILES": real["PROFILES"]})
    row = next(row for row in again_layers["BUILDINGS_OUT"] if row["building_id"].endswith("1"))
    assert 0 < row["self_consumption_percent"] < 100
    assert row["self_consumed_kwh"] <= min(row["demand_kwh"], row["kwh"]) + 1e-3


# Cancelled, and on a full disk


@pytest.mark.parametrize("moment", [0, 2, 5, 9, 14, 20, 30])
@pytest.mark.parametrize("name", ["roofplanes", "roofsolar", "powermapping"])
def test_a_cancelled_run_leaves_nothing(run, tmp_path, dsm, houses, name, moment):
    folder = tmp_path / "out"
    folder.mkdir()
    outputs = {
        "roofplanes": {"PLANES": "p.gpkg", "BUILDINGS_OUT": "b.gpkg"},
        "roofsolar": {
            "PANELS": "p.gpkg",
            "BUILDINGS_OUT": "b.gpkg",
            "IRRADIATION": "l.tif",
            "ROOF_PROFILES": "r.profiles",
        },
        "powermapping": {"BUILDINGS_OUT": "b.gpkg", "AREAS": "a.gpkg"},
    }[name]
    said = Said(cancel_at=moment)
    given = {"DSM": dsm, "BUILDINGS": houses, **{key: str(folder / file) for key, file in outputs.items()}}
    results = run(name, given, said)
    if said.isCanceled() and not results:
        assert list(folder.iterdir()) == []
    assert time.monotonic() - said.cancelled_at < 2


def test_roofsolar_on_a_full_disk(run, tmp_path, dsm, houses):
    from .test_robust import files_up_to

    folder = tmp_path / "out"
    folder.mkdir()
    given = {"DSM": dsm, "BUILDINGS": houses, "IRRADIATION": str(folder / "l.tif"), "PANELS": str(folder / "p.gpkg")}
    with files_up_to(20_000), pytest.raises(QgsProcessingException, match="room"):
        run("roofsolar", given)
    assert list(folder.iterdir()) == []


# Real towns


def test_delft_roof_heights_and_panels(run, tmp_path, data_folder):
    delft = data_folder / "delft"
    given = {"DSM": str(delft / "ahn3_dsm_0.5m.tif"), "DTM": str(delft / "ahn3_dtm_ground_0.5m.tif")}
    given["BUILDINGS"] = f"{delft / 'delft.gpkg'}|layername=pand"
    results, layers = solar(run, tmp_path / "sun", given)
    rows = layers["BUILDINGS_OUT"]
    assert len(rows) == results["BUILDING_COUNT"] == 160
    assert results["ASSUMED_COUNT"] <= 5
    assert 400 < results["PLANE_COUNT"] < 600
    assert results["PANEL_COUNT"] > 300
    assert 700 < 1000 * results["PANELS_MWH"] / results["PANELS_KWP"] < 1000
    assert {row["suitability"] for row in layers["PLANES_OUT"]} == {"very_suitable", "suitable", "less_suitable"}
    surface, where = gdal.Open(given["DSM"]).ReadAsArray(), QgsRasterLayer(given["DSM"]).extent()
    tops = {row["building_id"][-12:]: row["ground_m"] + row["height_m"] for row in rows if row["how"] == "measured"}
    off = []
    for feature in QgsVectorLayer(given["BUILDINGS"], "pand", "ogr").getFeatures():
        shape = shapely.from_wkb(bytes(feature.geometry().asWkb()))
        west, south, east, north = shape.bounds
        x, y = np.meshgrid(np.arange(west, east, 0.5), np.arange(south, north, 0.5))
        inside = shapely.contains_xy(shape, x, y)
        x, y = x[inside], y[inside]
        known = (x > where.xMinimum()) & (x < where.xMaximum()) & (y > where.yMinimum()) & (y < where.yMaximum())
        row, col = ((where.yMaximum() - y) / 0.5).astype(int)[known], ((x - where.xMinimum()) / 0.5).astype(int)[known]
        z = surface[row, col]
        name = str(feature["identificatiebagpnd"])[-12:]
        if name in tops and (z > -100).sum() > 100:
            off.append(tops[name] - np.percentile(z[z > -100], 90))
    assert len(off) > 50
    assert np.median(np.abs(off)) < 0.3


def test_a_town_without_heights_has_assumed_roofs(run, tmp_path, data_folder):
    pand = f"{data_folder / 'staphorst' / 'staphorst.gpkg'}|layername=pand"
    _, (planes, roofs, _) = planes_of(run, tmp_path, None, pand)
    assert {row["how"] for row in planes} == {"assumed"}
    assert len(roofs) > 2_650
    assert all(row["planes"] >= 1 for row in roofs)
    assert {"flat", "pitched"} == {row["roof_kind"] for row in planes}
    assert Path(tmp_path / "planes" / "PLANES.gpkg").is_file()


def test_attributes_of_3dbag_go_before_the_raster(run, tmp_path, dsm):
    part = (GABLE, {"identificatie": "NL.IMBAG.Pand.0001100000000001", "b3_hellingshoek": 20.0, "b3_azimut": 90.0,
                    "b3_h_maaiveld": 2.0, "b3_h_dak_50p": 8.0})  # fmt: skip
    _, (planes, _, _) = planes_of(run, tmp_path, dsm, make_layer("Polygon", [part]))
    assert [(round(row["tilt_deg"]), round(row["azimuth_deg"])) for row in planes] == [(20, 90)]
    assert planes[0]["building_id"] == "0001100000000001"
    assert "3DBAG" in planes[0]["rule"]
    _, (planes, _, _) = planes_of(run, tmp_path, dsm, make_layer("Polygon", [part]), USE_3DBAG=False)
    assert {round(row["tilt_deg"]) for row in planes} == {35}
