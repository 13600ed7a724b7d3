"""Copper or steering through QGIS: layers, tables, page, and a net that the congestion algorithm finds clean."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer
from stadsstroom.processing import output_fields
from stadsstroom.processing.algorithms.reinforce import factors_in

from ..engine.holon.copper.drawn_nets import profiles, street

TABLES = {
    "MEASURES": output_fields.MEASURES, "RANKED": output_fields.RANKED, "AREAS": output_fields.REMEDY_AREAS,
    "CURVES": output_fields.CURVES,
}  # fmt: skip


def read(path) -> list[dict]:
    layer = QgsVectorLayer(str(path), "read", "ogr")
    assert layer.isValid()
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


@pytest.fixture
def given(tmp_path):
    """One feeder of three homes, light today; the scenario's evenings are too much for its first section."""
    net = street(kind="4x50 Al", metres=40, kva=160)
    base = np.full((96, 3), 4.0)
    evening = np.outer(np.isin(np.arange(96) % 24, (18, 19)), [40.0, 35.0, 30.0])
    profiles(tmp_path / "today.profiles", net, {"base": base}, 0.98)
    profiles(tmp_path / "town.profiles", net, {"base": base, "heat_pump": evening}, 0.98)
    pp.to_json(net, str(tmp_path / "net.json"))
    return {
        "NET": str(tmp_path / "net.json"), "PROFILES": str(tmp_path / "town.profiles"),
        "BASE_PROFILES": str(tmp_path / "today.profiles"), "FACTORS": "0 1 2",
    }  # fmt: skip


def test_every_output_is_written_and_the_net_is_clean(run, given, tmp_path):
    files = {name: str(tmp_path / f"{name.lower()}.gpkg") for name in (*TABLES, "PROBLEMS")}
    files |= {"NET_OUT": str(tmp_path / "out.json"), "REPORT": str(tmp_path / "report.html")}
    found = run("reinforce", {**given, **files})
    for name, fields in TABLES.items():
        rows = read(found[name])
        assert [field.name for field in fields] == list(rows[0])[1:], name
    measures, areas = read(found["MEASURES"]), {row["remedy"]: row for row in read(found["AREAS"])}
    assert all(row["measure"] and "{" not in row["measure"] for row in measures)
    assert sum(row["eur"] for row in measures) == pytest.approx(found["COPPER_EUR"]) == areas["copper"]["copper_eur"]
    assert sum(row["copper_eur"] for row in read(found["RANKED"])) == pytest.approx(found["COPPER_EUR"])
    assert areas["mix"]["eur_per_year"] <= areas["copper"]["eur_per_year"]
    assert "<svg" in (tmp_path / "report.html").read_text(encoding="utf-8")
    loaded = str(tmp_path / "loaded.gpkg")
    checked = run("congestion", {"NET": found["NET_OUT"], "PROFILES": given["PROFILES"], "SECTIONS": loaded})
    assert {row["verdict"] for row in read(checked["SECTIONS"])} <= {"free", "busy", "full"}


def test_without_curves_there_is_no_table_of_them(run, given, tmp_path):
    files = {name: str(tmp_path / f"{name.lower()}.gpkg") for name in TABLES}
    found = run("reinforce", {**given, **files, "CURVES_TOO": False})
    assert "CURVES" not in found
    assert found["MEASURE_COUNT"] > 0


def test_factors_that_are_no_numbers_are_refused(run, given):
    assert factors_in("0 0,5; 1") == (0.0, 0.5, 1.0)
    with pytest.raises(QgsProcessingException):
        run("reinforce", {**given, "FACTORS": "one two"})
