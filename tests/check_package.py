"""Applies the rules of QGIS' plugin site to a zip: `python tests/check_package.py build/stadsstroom-<version>.zip`."""

from __future__ import annotations

import ast
import configparser
import re
import sys
import zipfile
from pathlib import Path, PurePosixPath

FOLDER = "stadsstroom"
MANDATORY = (
    "name",
    "qgisMinimumVersion",
    "description",
    "about",
    "version",
    "author",
    "email",
    "tracker",
    "repository",
)
MAX_MB = 25
BARRED_CALLS = {"eval", "exec", "system", "popen"}
BARRED_MODULES = {"pickle", "cPickle", "marshal", "shelve"}
BINARIES = {".pyc", ".pyo", ".so", ".dll", ".pyd", ".dylib", ".exe", ".jar", ".whl", ".zip", ".a", ".o"}
BARRED_PARTS = {"__pycache__", ".git", "__MACOSX", ".DS_Store", "tests", "benchmarks", ".ci", ".venv"}
MUST_HOLD = ("metadata.txt", "__init__.py", "LICENSE", "README.md", "CHANGELOG.md", "requirements.txt")


def complaints(path: Path) -> list[str]:
    """What the plugin site, or its reviewers, would reject in the zip; empty when nothing."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    found = []
    if path.stat().st_size > MAX_MB * 1_000_000:
        found.append(f"{path.name} is larger than {MAX_MB} MB")
    for name in files:
        parts = PurePosixPath(name).parts
        if parts[0] != FOLDER:
            found.append(f"{name} lies outside the folder {FOLDER}")
        if BARRED_PARTS & set(parts) or PurePosixPath(name).suffix.lower() in BINARIES:
            found.append(f"{name} does not belong in a package")
    found += [f"{name} is missing" for name in MUST_HOLD if f"{FOLDER}/{name}" not in files]
    if f"{FOLDER}/metadata.txt" in files:
        found += metadata_complaints(files[f"{FOLDER}/metadata.txt"].decode("utf-8"), files)
    for name, content in files.items():
        if name.endswith(".py"):
            found += [f"{name}: {complaint}" for complaint in code_complaints(content.decode("utf-8"))]
    return found


def metadata_complaints(text: str, files) -> list[str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    values = dict(parser["general"])
    found = [f"metadata.txt: {key} is missing" for key in MANDATORY if not values.get(key, "").strip()]
    if not re.fullmatch(r"\d+(\.\d+)*", values.get("version", "")):
        found.append("metadata.txt: version is not made of numbers and points")
    if "@" not in values.get("email", ""):
        found.append("metadata.txt: email is not an address")
    for key in ("homepage", "tracker", "repository"):
        if key in values and not re.match(r"https?://[^/\s]+", values[key]):
            found.append(f"metadata.txt: {key} is not a web address")
    if "icon" in values and f"{FOLDER}/{values['icon']}" not in files:
        found.append(f"metadata.txt: the icon {values['icon']} is not in the zip")
    return found


def code_complaints(text: str) -> list[str]:
    """Statements that shipped code must not hold, with their line."""
    found = []
    for node in ast.walk(ast.parse(text)):
        said = None
        if isinstance(node, ast.Assert):
            said = "assert"
        elif isinstance(node, ast.ExceptHandler) and node.type is None:
            said = "bare except"
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            bare = isinstance(node.func, ast.Name) or getattr(getattr(node.func, "value", None), "id", "") == "os"
            if name in BARRED_CALLS and bare:
                said = f"{name}()"
            elif any(k.arg == "shell" and getattr(k.value, "value", True) for k in node.keywords):
                said = "shell=True"
        elif isinstance(node, ast.Import):
            said = next((a.name for a in node.names if a.name.split(".")[0] in BARRED_MODULES), None)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in BARRED_MODULES:
            said = node.module
        if said:
            found.append(f"line {node.lineno}: {said}")
    return found


def main(path: str) -> int:
    found = complaints(Path(path))
    print("\n".join(found) or f"{Path(path).name}: nothing to complain about")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
