"""Which Python packages are missing, and the command that puts them into this very QGIS.

Nothing is imported here: looking is quick, and it works where the packages are broken or absent. The command names the
packages QGIS came with at their own version, so that pip leaves them alone (a newer numpy breaks QGIS' own modules).
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from importlib import metadata, util
from pathlib import Path

from .words import said

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
OLDEST = {"pandapower": (3, 1), "pandas": (2, 0), "shapely": (2, 0), "pandapipes": (0, 12)}
# pandapipes renamed arguments after 0.12
TOO_NEW = {"pandapower": (4, 0), "pandas": (3, 0), "shapely": (3, 0), "pandapipes": (0, 13)}
COMMON = ("pandapower", "pandas", "shapely")
HELD = ("numpy", "scipy", "pandas", "matplotlib", "shapely", "networkx", "pandapower")

SENTENCE = "Stadsstroom needs {packages}. Install with this command, then start QGIS again: {command}"


def version_of(package: str) -> str | None:
    """The version this Python would import, or None."""
    try:
        if util.find_spec(package) is None:
            return None
        return metadata.version(package)
    except (ImportError, ValueError, metadata.PackageNotFoundError):
        return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])


def missing_packages(beyond: tuple[str, ...] = ()) -> list[str]:
    """Names of the needed packages that are absent, too old or too new. beyond: needed beside those all need."""
    missing = []
    for package in (*COMMON, *beyond):
        version = version_of(package)
        if version is None or not OLDEST[package] <= _numbers(version) < TOO_NEW[package]:
            missing.append(package)
    return missing


def pinned_versions() -> dict[str, str]:
    """The versions the project is tested with, from requirements.txt."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return dict(line.strip().split("==") for line in lines if "==" in line and not line.startswith("#"))


def install_command(packages: list[str]) -> str:
    """The command to type for these packages, holding what QGIS has to its version."""
    pins = pinned_versions()
    wanted = [f'"{package}=={pins[package]}"' for package in packages]
    for package in HELD:
        version = None if package in packages else version_of(package)
        if version is not None:
            wanted.append(f'"{package}=={version}"')
    return " ".join([python_command(), "-m pip install", *_pip_options(), *wanted])


def python_command() -> str:
    """How a terminal starts the Python that QGIS uses."""
    prefix = Path(sys.exec_prefix)
    if sys.platform == "win32":
        # <QGIS>/apps/Python312 -> <QGIS>/bin/python-qgis-ltr.bat, which sets the paths that python.exe alone lacks
        folder = prefix.parents[1] / "bin" if len(prefix.parents) > 1 else prefix
        candidates = [folder / "python-qgis-ltr.bat", folder / "python-qgis.bat", prefix / "python3.exe"]
        found = [path for path in candidates if path.exists()]
        return _quoted(found[0] if found else prefix / "python.exe")
    if Path("/.flatpak-info").exists():
        return "flatpak run --command=python3 org.qgis.qgis"
    if sys.platform == "darwin":
        # inside QGIS sys.executable is QGIS itself; its Python stands beside it
        beside = Path(sys.executable).parent
        candidates = [beside / "bin" / "python3", beside / "python3", prefix / "bin" / "python3"]
        found = [path for path in candidates if path.exists()]
        return _quoted(found[0] if found else prefix / "bin" / "python3")
    return _quoted(prefix / "bin" / "python3")


def _pip_options() -> list[str]:
    in_own_environment = sys.prefix != sys.base_prefix
    if in_own_environment or sys.platform == "win32":
        return []
    options = ["--user"]
    if os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")):
        options.append("--break-system-packages")
    return options


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def missing_sentence(beyond: tuple[str, ...] = ()) -> str:
    """What is missing and how to install it, or "" when all is there. beyond: needed beside what all need."""
    missing = missing_packages(beyond)
    if not missing:
        return ""
    pins = pinned_versions()
    names = ", ".join(f"{package} {pins[package]}" for package in missing)
    return said(SENTENCE, {"packages": names, "command": install_command(missing)})
