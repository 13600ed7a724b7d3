"""Files that are not what they should be, a full disk, a cancelled run: a sentence and nothing left behind."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from .conftest import Said, files_up_to


def one_day(built, folder, **more):
    """Congestion of one day, with every output in a folder."""
    outputs = {name: str(folder / f"{name}.gpkg") for name in ("SECTIONS", "STATIONS", "PROBLEMS")}
    outputs |= {"HOURLY": str(folder / "hours.nc"), "NET_WORST": str(folder / "worst.json")}
    return {"NET": built["NET"], "PROFILES": built["PROFILES"], "FIRST_HOUR": 0, "LAST_HOUR": 23, **outputs, **more}


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2]", b'{"a": 1}', b"\x00\xff\x00", b"<html></html>"])
@pytest.mark.parametrize("name", ["NET", "PROFILES"])
def test_a_file_that_is_something_else_is_a_sentence(survives, built, tmp_path, name, content):
    folder = tmp_path / "out"
    folder.mkdir()
    wrong = tmp_path / "wrong"
    wrong.write_bytes(content)
    _, sentence = survives("congestion", one_day(built, folder, **{name: str(wrong)}), folder)
    assert str(wrong) in sentence


@pytest.mark.parametrize("name", ["NET", "PROFILES"])
def test_a_file_cut_short_is_a_sentence(survives, built, tmp_path, name):
    folder = tmp_path / "out"
    folder.mkdir()
    cut = tmp_path / "cut"
    shutil.copy(built[name], cut)
    with cut.open("r+b") as file:
        file.truncate(cut.stat().st_size // 2)
    _, sentence = survives("congestion", one_day(built, folder, **{name: str(cut)}), folder)
    assert str(cut) in sentence


@pytest.fixture
def gone(tmp_path, monkeypatch):
    """A file on a drive that is not there."""
    path = tmp_path / "gone" / "sections.gpkg"
    make = Path.mkdir

    def no_drive(folder, *arguments, **more):
        if folder == path.parent:
            raise FileNotFoundError(2, "no such device", str(folder))
        return make(folder, *arguments, **more)

    monkeypatch.setattr(Path, "mkdir", no_drive)
    return path


def test_a_drive_that_is_not_there_is_a_sentence(survives, built, tmp_path, gone):
    folder = tmp_path / "out"
    folder.mkdir()
    _, sentence = survives("congestion", {**one_day(built, folder), "SECTIONS": str(gone)}, folder)
    assert str(gone) in sentence
    _, sentence = survives("demoneighbourhood", {"OUTPUT": str(gone)}, folder)
    assert str(gone) in sentence


def test_files_in_each_others_place_are_a_sentence(survives, built, tmp_path):
    swapped = {"NET": built["PROFILES"], "PROFILES": built["NET"]}
    assert survives("congestion", one_day(built, tmp_path, **swapped), tmp_path)[1]


def test_profiles_of_another_grid_are_a_sentence(survives, built, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    other = profiles(tmp_path / "other.profiles", ["x-1", "x-2"], np.ones((48, 2)))
    assert survives("congestion", one_day(built, folder, PROFILES=other), folder)[1]


@pytest.mark.parametrize("value", [np.nan, np.inf, -5.0, 1e6])
def test_demand_that_cannot_be_is_named(survives, built, tmp_path, value):
    folder = tmp_path / "out"
    folder.mkdir()
    ids = [load["name"] for load in loads(built["NET"])]
    kw = np.full((48, len(ids)), 0.5)
    kw[7, 3] = value
    odd = profiles(tmp_path / "odd.profiles", ids, kw)
    results, _ = survives("congestion", one_day(built, folder, PROFILES=odd), folder)
    assert results["PROBLEM_COUNT"] >= 1


def profiles(path, ids, kw) -> str:
    from stadsstroom.engine.demand import ProfilesWriter

    with ProfilesWriter(str(path), ids, np.datetime64("2023-01-01T00:00"), len(kw), cos_phi={"base": 0.95}) as writer:
        writer.kw("base")[...] = kw
    return str(path)


def loads(net_path) -> list[dict]:
    import pandapower

    return pandapower.from_json(net_path).load.to_dict("records")


@pytest.mark.parametrize("name", ["mv_oberrhein", "create_cigre_network_lv"])
def test_any_other_net_is_solved(survives, tmp_path, name):
    import pandapower
    import pandapower.networks

    folder = tmp_path / "out"
    folder.mkdir()
    net = getattr(pandapower.networks, name)()
    pandapower.to_json(net, str(tmp_path / "net.json"))
    ids = [str(load["name"] or number) for number, load in enumerate(net.load.to_dict("records"))]
    hours = profiles(tmp_path / "p.profiles", list(dict.fromkeys(ids)), np.full((24, len(set(ids))), 10.0))
    files = {"NET": str(tmp_path / "net.json"), "PROFILES": hours}
    results, sentence = survives("congestion", one_day(files, folder), folder)
    assert not sentence
    assert results["PEAK_KW"] > 0


# A full disk


@pytest.mark.parametrize("size", [10_000, 120_000, 200_000])
def test_buildgrid_on_a_full_disk(survives, town, tmp_path, size):
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("NODES", "SECTIONS", "CONNECTIONS", "PROBLEMS")}
    with files_up_to(size):
        _, sentence = survives("buildgrid", {**town, **outputs, "NET": str(tmp_path / "net.json")}, tmp_path)
    assert sentence


@pytest.mark.parametrize("size", [10_000, 1_000_000])
def test_demand_on_a_full_disk(survives, town, tmp_path, size):
    given = {"BUILDINGS": town["BUILDINGS"], "ADDRESSES": town["ADDRESSES"], "PROFILES": str(tmp_path / "a.profiles")}
    with files_up_to(size):
        _, sentence = survives("demand", given, tmp_path)
    assert sentence


@pytest.mark.parametrize("size", [10_000, 100_000])
def test_congestion_on_a_full_disk(survives, built, tmp_path, size):
    with files_up_to(size):
        _, sentence = survives("congestion", one_day(built, tmp_path, REPORT=str(tmp_path / "r.html")), tmp_path)
    assert sentence


@pytest.mark.parametrize("name", ["buildgrid", "demand", "congestion"])
def test_a_folder_that_cannot_be_is_a_sentence(survives, town, built, tmp_path, name):
    (tmp_path / "file").write_text("no folder")
    folder = tmp_path / "out"
    folder.mkdir()
    inside = tmp_path / "file" / "in"
    given = {"buildgrid": {**town, "NET": str(inside / "net.json")}, "congestion": one_day(built, inside)}
    given["demand"] = {"BUILDINGS": town["BUILDINGS"], "PROFILES": str(inside / "a.profiles")}
    assert survives(name, given[name], folder)[1]


# Cancelled at any moment


@pytest.mark.parametrize("moment", [0, 1, 2, 3, 5, 8, 13])
@pytest.mark.parametrize("name", ["buildgrid", "demand", "congestion"])
def test_a_cancelled_run_leaves_nothing(survives, town, built, tmp_path, name, moment):
    outputs = {key: str(tmp_path / f"{key}.gpkg") for key in ("NODES", "SECTIONS", "PROBLEMS")}
    given = {"buildgrid": {**town, **outputs, "NET": str(tmp_path / "net.json")}}
    given["demand"] = {key: town[key] for key in ("BUILDINGS", "ADDRESSES")}
    given["demand"] |= {"PROFILES": str(tmp_path / "a.profiles"), "BUILDINGS_OUT": str(tmp_path / "b.gpkg")}
    given["congestion"] = one_day(built, tmp_path)
    said = Said(cancel_at=moment)
    results, sentence = survives(name, given[name], tmp_path, said)
    if said.isCanceled() and not results:
        assert not sentence
        assert list(tmp_path.iterdir()) == []
    assert said.went_on <= 1
