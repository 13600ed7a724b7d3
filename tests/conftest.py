"""Loads the repository root as the package `stadsstroom`, as QGIS does, without putting it on `sys.path`.

A root on `sys.path` would make its `processing` folder hide QGIS' own package of that name.
"""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:] = [p for p in sys.path if Path(p or os.curdir).resolve() != ROOT]

if "stadsstroom" not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        "stadsstroom", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stadsstroom"] = package
    spec.loader.exec_module(package)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder with real towns and grids; tests that need it skip where it is not there."""
    folder = Path(os.environ.get("STADSSTROOM_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the real data are not on this machine (set STADSSTROOM_DATA to their folder)")
    return folder
