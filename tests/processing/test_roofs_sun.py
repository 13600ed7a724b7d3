"""Sun, wind and Powermapping through real runs on two drawn houses: sums, hours, weather, cancel, full disk."""

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsMapLayerLegendUtils, QgsProcessingException, QgsRasterLayer
from stadsstroom.processing import output_fields

from .conftest import Said, files_up_to, make_layer
from .drawn_houses import HOUSES, MONTHS, X, Y, heights, planes_of, raster, solar
from .test_algorithms import arrived, read  # noqa: F401


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
    assert [light.GetRasterBand(n).GetDescription() for n in (1, 2, 13)] == ["Whole year", "January", "December"]
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


def test_strips_of_the_raster_without_roofs_stay_empty(run, tmp_path, houses):
    """The raster is written in strips of 256 rows; the first and last of these hold no roof."""
    values, corner = heights(margin=160.0)
    dsm = raster(tmp_path / "wide.tif", values, corner)
    results, _ = solar(run, tmp_path / "wide", {"DSM": dsm, "BUILDINGS": houses})
    light = gdal.Open(results["IRRADIATION"]).ReadAsArray()
    assert np.isnan(light[:, :256]).all()
    assert np.isfinite(light[0]).sum() == pytest.approx(4 * (200 + 225), rel=0.1)


def test_the_legend_of_the_irradiation_has_no_words_of_gdal(run, context, tmp_path, dsm, houses):
    from stadsstroom.processing.outputs import LEGEND_HEAD

    results, _ = solar(run, tmp_path / "legend", {"DSM": dsm, "BUILDINGS": houses})
    light = QgsRasterLayer(results["IRRADIATION"], "light")
    place = context.project().layerTreeRoot().addLayer(context.project().addMapLayer(light, False))
    LEGEND_HEAD.postProcessLayer(light, context, None)
    assert QgsMapLayerLegendUtils.legendNodeUserLabel(place, 0) == "Light in the whole year"
    context.project().clear()


def test_files_are_written_without_a_warning_for_each_field(run, tmp_path, dsm, houses):
    said = Said()
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("PLANES", "BUILDINGS_OUT", "PROBLEMS")}
    run("roofplanes", {"DSM": dsm, "BUILDINGS": houses, **outputs}, said)
    assert "not supported" not in said.text


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


def test_demand_of_other_hours_is_a_sentence_before_the_work(run, tmp_path, dsm, houses):
    from stadsstroom.engine.demand import ProfilesWriter

    with ProfilesWriter(tmp_path / "d.profiles", ["a-1"], "2020-01-01", 24, {"base": 1.0}):
        pass
    said = Said()
    with pytest.raises(QgsProcessingException, match="with the same weather"):
        run("roofsolar", {"DSM": dsm, "BUILDINGS": houses, "PROFILES": str(tmp_path / "d.profiles")}, said)
    assert "roofs" not in said.text


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


@pytest.mark.parametrize("text", ["noon", "10:00 noon 15:00", "10:75", "110:00", "24:00", " "])
def test_moments_that_are_none_are_a_sentence(run, houses, text):
    with pytest.raises(QgsProcessingException, match="no clock times"):
        run("powermapping", {"BUILDINGS": houses, "CLOCK_HOURS": text})


def test_powermapping_without_the_full_method_says_nothing_of_it(run, houses):
    results = run(
        "powermapping", {"BUILDINGS": houses, "CLOCK_HOURS": "10.30; 12:40", "MOMENTS": 2, "FULL_METHOD": False}
    )
    assert results["SUN_GWH"] > 0
    assert not [name for name in results if name.startswith("FULL_")]


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
    assert said.went_on <= 1


def test_roofsolar_on_a_full_disk(run, tmp_path, dsm, houses):
    folder = tmp_path / "out"
    folder.mkdir()
    given = {"DSM": dsm, "BUILDINGS": houses, "IRRADIATION": str(folder / "l.tif"), "PANELS": str(folder / "p.gpkg")}
    with files_up_to(20_000), pytest.raises(QgsProcessingException, match="room"):
        run("roofsolar", given)
    assert list(folder.iterdir()) == []
