"""Congestion pockets through QGIS: layers, words, and steered profiles that the congestion algorithm finds clean."""

import numpy as np
import pandapower as pp
import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer
from stadsstroom.engine.demand import Profiles
from stadsstroom.processing import output_fields

from ..engine.holon.pockets.small_nets import days, evening, feeder, profiles_of

TABLES = {"POCKETS": output_fields.POCKETS, "REMEDIES": output_fields.REMEDIES, "SWITCHES": output_fields.SWITCHES}


def read(path) -> list[dict]:
    layer = QgsVectorLayer(str(path), "read", "ogr")
    assert layer.isValid()
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


@pytest.fixture
def street(tmp_path):
    """A transformer, three sections, three homes whose evenings are too much."""
    net = feeder()
    base = np.column_stack([days(evening(10, 38), 8, k) for k in range(3)])
    profiles_of(net, tmp_path / "town.profiles", base)
    pp.to_json(net, str(tmp_path / "net.json"))
    return {"NET": str(tmp_path / "net.json"), "PROFILES": str(tmp_path / "town.profiles")}


def outputs(folder) -> dict:
    files = {name: str(folder / f"{name.lower()}.gpkg") for name in (*TABLES, "PROBLEMS")}
    return {**files, "STEERED": str(folder / "steered.profiles")}


def test_every_output_is_written_and_the_steered_hours_are_clean(run, street, tmp_path):
    found = run("pockets", {**street, **outputs(tmp_path)})
    for name, fields in TABLES.items():
        rows = read(found[name])
        assert [field.name for field in fields] == list(rows[0])[1:], name
    pockets = read(found["POCKETS"])
    assert found["POCKET_COUNT"] == len(pockets) > 0
    assert found["OVERLOADED_AFTER"] == 0
    assert all(row["remedy"] and "{" not in row["remedy"] for row in pockets)
    assert Profiles.open(found["STEERED"]).connection_ids == Profiles.open(street["PROFILES"]).connection_ids
    checked = run(
        "congestion",
        {"NET": street["NET"], "PROFILES": found["STEERED"], "SECTIONS": str(tmp_path / "loaded.gpkg")},
    )
    assert {row["verdict"] for row in read(checked["SECTIONS"])} <= {"free", "busy", "full"}


def test_without_overload_a_sentence_says_so(run, street, tmp_path):
    from .conftest import Said

    said = Said()
    calm = {"TRANSFORMER_LIMIT": 500, "LV_CABLE_LIMIT": 500}
    found = run("pockets", {**street, **calm, **outputs(tmp_path)}, said)
    assert found["POCKET_COUNT"] == 0
    assert read(found["POCKETS"]) == []
    assert "there are no pockets" in said.text


def test_profiles_of_another_net_are_refused(run, street, tmp_path):
    net = feeder()
    net.load["name"] = ["a", "b", "c"]
    pp.to_json(net, str(tmp_path / "other.json"))
    with pytest.raises(QgsProcessingException, match="is a load of the net"):
        run("pockets", {**street, "NET": str(tmp_path / "other.json"), **outputs(tmp_path)})
