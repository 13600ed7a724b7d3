"""The profiles file: what is written comes back, and half a file never stays."""

import json
import re
import shutil
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.demand import Profiles, ProfilesWriter, fingerprint

IDS = ["house_b-1", "house_a-1", "école-1"]


def write(path, hours=5, ids=IDS, **more):
    with ProfilesWriter(path, ids, "2023-01-01T00:00:00Z", hours, {"base": 0.95, "pv": 1.0}, **more) as w:
        w.kw("base")[...] = np.arange(hours * len(ids)).reshape(hours, len(ids))
        w.kw("pv")[:, :1] = -2.5
        w.set_facts("pv", {"connection": np.array([0]), "kwp": np.array([3.5])})
    return path


def test_what_is_written_comes_back(tmp_path):
    profiles = Profiles.open(write(tmp_path / "town.profiles", about={"seed": np.int64(7)}))
    base = np.arange(15.0).reshape(5, 3)
    pv = np.array([-2.5, 0, 0])
    assert profiles.connection_ids == IDS
    assert profiles.start_utc == np.datetime64("2023-01-01T00:00")
    assert profiles.technologies == ["base", "pv"]
    assert profiles.about == {"seed": 7}
    assert profiles.kw("base").dtype == np.float32
    np.testing.assert_array_equal(profiles.kw("base"), base)
    np.testing.assert_array_equal(profiles.net_kw(slice(1, 4)), (base + pv)[1:4])
    np.testing.assert_array_equal(profiles.net_kw([4, 0]), (base + pv)[[4, 0]])
    np.testing.assert_allclose(profiles.net_kvar(), base * np.sqrt(1 / 0.95**2 - 1), rtol=1e-12)
    assert profiles.net_kw().dtype == profiles.net_kvar().dtype == np.float64
    assert profiles.fact_names == ["pv"]
    assert profiles.facts("pv")["kwp"].tolist() == [3.5]
    assert profiles.facts("pv")["connection"].dtype.kind == "i"
    assert profiles.facts("batteries") == {}


def test_hours_are_written_piece_by_piece_and_read_back_on_the_way(tmp_path):
    with ProfilesWriter(tmp_path / "town.profiles", IDS, "2023-01-01", 4, {"base": 1.0}) as w:
        kept = w.kw("base")
        assert not kept.any()
        for column in range(3):
            w.kw("base")[:, column] += column + 1
        assert kept[2].tolist() == w.kw("base")[2].tolist() == [1, 2, 3]
        w.put("base", 1, np.arange(8.0).reshape(4, 2))
        assert w.kw("base")[:].tolist() == [[1, 0, 1], [1, 2, 3], [1, 4, 5], [1, 6, 7]]


def test_the_file_is_what_the_document_says(tmp_path):
    """The reader printed in docs/profiles.md reads the file without this package."""
    path = write(tmp_path / "town.profiles")
    document = (Path(__file__).resolve().parents[3] / "docs" / "profiles.md").read_text(encoding="utf-8")
    reader = re.search(r"```python\n(.*?)```", document, re.DOTALL).group(1)
    names = {}
    exec(reader, names)
    header, arrays = names["read_profiles"](path)
    assert header["fingerprint"] == fingerprint(IDS)
    np.testing.assert_array_equal(arrays["kw/base"], Profiles.open(path).kw("base"))
    assert arrays["facts/pv/kwp"].tolist() == [3.5]
    raw = path.read_bytes()
    assert raw[:8] == b"STADSPR1"
    assert json.loads(raw[16 : 16 + int.from_bytes(raw[8:16], "little")]) == header
    assert all(array["offset"] % 4096 == 0 for array in header["arrays"].values())


def test_fingerprint_forgets_the_order_and_nothing_else():
    assert fingerprint(["b", "a"]) == fingerprint(["a", "b"])
    assert fingerprint(["a", "b"]) == "7e18f737311b2dc3"  # printf 'a\nb' | sha256sum
    assert fingerprint(["a", "b"]) != fingerprint(["a", "c"])
    assert re.fullmatch("[0-9a-f]{16}", fingerprint([]))


def test_no_connections_and_no_technologies_are_a_file_too(tmp_path):
    empty = Profiles.open(write(tmp_path / "none.profiles", ids=[]))
    assert empty.net_kw().shape == (5, 0)
    with ProfilesWriter(tmp_path / "dark.profiles", IDS, "2023-01-01", 4, {}):
        pass
    assert Profiles.open(tmp_path / "dark.profiles").net_kw(slice(1, 3)).tolist() == [[0, 0, 0]] * 2


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, GeneratorExit])
def test_a_stopped_run_leaves_no_file_and_the_old_one_untouched(tmp_path, stop):
    old = write(tmp_path / "town.profiles").read_bytes()

    def interrupted():
        with ProfilesWriter(tmp_path / "town.profiles", IDS, "2023-01-01", 5, {"base": 1.0}) as writer:
            writer.kw("base")[:] = 9
            raise stop

    with pytest.raises(stop):
        interrupted()
    assert [f.name for f in tmp_path.iterdir()] == ["town.profiles"]
    assert (tmp_path / "town.profiles").read_bytes() == old


def test_a_disk_without_room_is_said_before_anything_is_written(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(EngineError, match="make room"):
        write(tmp_path / "town.profiles", hours=8760)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_fills_while_writing_leaves_no_file(tmp_path, monkeypatch):
    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(EngineError, match="No space left"):
        write(tmp_path / "town.profiles")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(EngineError, match="choose another folder"):
        write(tmp_path / "no" / "town.profiles")


def test_other_files_are_refused_in_words(tmp_path):
    other = tmp_path / "net.json"
    other.write_text("{}")
    with pytest.raises(EngineError, match="is not a profiles file"):
        Profiles.open(other)
    with pytest.raises(EngineError, match="cannot be read"):
        Profiles.open(tmp_path / "absent.profiles")
    whole = write(tmp_path / "town.profiles").read_bytes()
    for cut in (12, 40, 5000, len(whole) - 4095):
        (tmp_path / "cut.profiles").write_bytes(whole[:cut])
        with pytest.raises(EngineError, match=r"is damaged"):
            Profiles.open(tmp_path / "cut.profiles")
    (tmp_path / "new.profiles").write_bytes(whole.replace(b'"version": 1', b'"version": 9', 1))
    with pytest.raises(EngineError, match="newer version"):
        Profiles.open(tmp_path / "new.profiles")
