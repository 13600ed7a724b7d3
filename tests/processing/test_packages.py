"""A missing package is one sentence with the command for this QGIS."""

import sys
from importlib import metadata
from pathlib import Path

import pytest
from qgis.core import QgsProcessingException
from stadsstroom.processing import packages
from stadsstroom.processing.algorithms import ALGORITHMS


@pytest.fixture
def lacking(monkeypatch):
    """lacking("pandas", shapely="1.8.5"): as if these were absent or of another version."""

    def lack(*absent, **versions):
        real = packages.version_of
        stands = {**dict.fromkeys(absent), **versions}
        monkeypatch.setattr(packages, "version_of", lambda name: stands[name] if name in stands else real(name))

    return lack


def test_nothing_is_missing_here():
    assert packages.missing_packages() == []
    assert packages.missing_sentence() == ""


def test_what_is_missing_is_named_with_the_version_tested(lacking):
    lacking("pandapower", "pandas")
    sentence = packages.missing_sentence()
    assert "pandapower 3.1.2, pandas 2.3.3" in sentence
    assert f'"pandapower=={packages.pinned_versions()["pandapower"]}"' in sentence


@pytest.mark.parametrize(
    ("version", "missing"),
    [("1.8.5", True), ("2.0.0", False), ("2.1.0", False), ("3.0", True), ("2.0rc1", False)],
)
def test_versions_too_old_or_too_new_are_missing(lacking, version, missing):
    lacking(shapely=version)
    assert (packages.missing_packages() == ["shapely"]) == missing


def test_the_command_holds_what_qgis_ships(lacking):
    lacking("pandapower")
    command = packages.install_command(packages.missing_packages())
    for package in ("numpy", "scipy", "pandas", "shapely"):
        assert f'"{package}=={metadata.version(package)}"' in command
    assert command.count("pandapower") == 1


def test_every_algorithm_refuses_to_run_and_says_why(lacking, context):
    lacking("pandapower")
    for kind in ALGORITHMS:
        good, why = kind().create().checkParameterValues({}, context)
        assert not good, kind.ID
        assert "pandapower" in why, kind.ID


def test_a_package_that_one_algorithm_needs_is_asked_by_that_one_alone(lacking, context):
    lacking("pandapipes")
    assert packages.missing_sentence() == ""
    able = {kind.ID: kind().create().canExecute() for kind in ALGORITHMS}
    needing = {kind.ID for kind in ALGORITHMS if "pandapipes" in kind.NEEDS}
    assert "designheatnetwork" in needing
    assert {name for name, (can, _) in able.items() if not can} == needing
    command = able["designheatnetwork"][1]
    assert f'"pandapipes=={packages.pinned_versions()["pandapipes"]}"' in command
    assert f'"pandapower=={metadata.version("pandapower")}"' in command  # it must not come with another one


@pytest.mark.parametrize(("version", "missing"), [("0.11.0", True), ("0.12.0", False), ("0.16.0", True)])
def test_pandapipes_is_held_to_the_version_that_fits(lacking, version, missing):
    lacking(pandapipes=version)
    assert (packages.missing_packages(("pandapipes",)) == ["pandapipes"]) == missing


def place(tmp_path, *files) -> Path:
    for file in files:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


@pytest.mark.parametrize(
    ("platform", "files", "prefix", "command"),
    [
        ("win32", ["bin/python-qgis-ltr.bat"], "apps/Python312", "bin/python-qgis-ltr.bat"),
        ("win32", ["bin/python-qgis.bat"], "apps/Python312", "bin/python-qgis.bat"),
        ("win32", ["apps/Python312/python3.exe"], "apps/Python312", "apps/Python312/python3.exe"),
        ("darwin", ["Contents/MacOS/bin/python3"], "Contents/Frameworks", "Contents/MacOS/bin/python3"),
        ("linux", [], "usr", "usr/bin/python3"),
    ],
)
def test_the_python_of_each_system(monkeypatch, tmp_path, platform, files, prefix, command):
    root = place(tmp_path, *files)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "exec_prefix", str(root / prefix))
    monkeypatch.setattr(sys, "executable", str(root / "Contents" / "MacOS" / "QGIS"))
    assert packages.python_command() == str(root / command)


def test_a_path_with_spaces_is_quoted(monkeypatch, tmp_path):
    root = place(tmp_path / "QGIS 3.40", "bin/python-qgis-ltr.bat")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "exec_prefix", str(root / "apps" / "Python312"))
    assert packages.python_command() == f'"{root / "bin" / "python-qgis-ltr.bat"}"'


@pytest.mark.parametrize("kind", ALGORITHMS, ids=lambda kind: kind.ID)
def test_every_algorithm_says_it(lacking, context, kind):
    lacking("pandapower")
    algorithm = kind().create()
    able, why = algorithm.canExecute()
    assert not able
    assert "pip install" in why
    assert algorithm.checkParameterValues({}, context) == (False, why)
    with pytest.raises(QgsProcessingException, match="pip install"):
        algorithm.prepareAlgorithm({}, context, None)
