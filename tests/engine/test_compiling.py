"""Machine code kept on disk is never that of an older version."""

from __future__ import annotations

import importlib
import sys

import pytest
from stadsstroom.engine.compiling import compiled, sources_sum

KERNEL = "from .limits import LIMIT\n\n\ndef twice(x):\n    return min(2.0 * x, LIMIT)\n"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A folder with a kernel and a constant that it takes of another file; gives its function anew."""
    folder = tmp_path / "room_of_kernels"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "kernel.py").write_text(KERNEL)
    (folder / "limits.py").write_text("LIMIT = 3.0\n")
    (folder / "beside.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def read():
        for name in [name for name in sys.modules if name.startswith("room_of_kernels")]:
            del sys.modules[name]
        importlib.invalidate_caches()
        return importlib.import_module("room_of_kernels.kernel").twice

    yield folder, read
    for name in [name for name in sys.modules if name.startswith("room_of_kernels")]:
        del sys.modules[name]


def test_a_change_in_a_file_that_a_kernel_uses_compiles_it_again(room):
    pytest.importorskip("numba")
    folder, read = room
    assert compiled(read())(5.0) == 3.0
    (folder / "limits.py").write_text("LIMIT = 4.0\n")
    assert compiled(read())(5.0) == 4.0


def test_machine_code_is_taken_from_disk_where_nothing_changed(room):
    pytest.importorskip("numba")
    _, read = room
    compiled(read())(5.0)
    again = compiled(read())
    again(5.0)
    assert sum(again.stats.cache_hits.values()) == 1


def test_files_that_are_not_used_do_not_count(room):
    folder, _ = room
    before = sources_sum(folder / "kernel.py")
    (folder / "beside.py").write_text("OTHER = 1\n")
    assert sources_sum(folder / "kernel.py") == before
    (folder / "limits.py").write_text("LIMIT = 4.0\n")
    assert sources_sum(folder / "kernel.py") != before
