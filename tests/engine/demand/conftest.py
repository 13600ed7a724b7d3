"""The real town's layers as engine tables."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def staphorst(data_folder) -> dict:
    """Engine tables by role, see `tests/real_town.py`."""
    spec = importlib.util.spec_from_file_location("real_town", Path(__file__).resolve().parents[2] / "real_town.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.staphorst_inputs(data_folder)
