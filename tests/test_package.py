"""The zip of the plugin: what the plugin site would say of it, and whether QGIS can load it."""

import importlib.util
import io
import os
import subprocess
import sysconfig
import zipfile
from pathlib import Path

import pytest
from stadsstroom.processing.algorithms import ALGORITHMS

ROOT = Path(__file__).resolve().parents[1]

spec = importlib.util.spec_from_file_location("check_package", ROOT / "tests" / "check_package.py")
check_package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_package)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The zip of what is committed, made as `make package` makes it."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    path = tmp_path_factory.mktemp("package") / "stadsstroom.zip"
    git = ["git", "-c", f"safe.directory={ROOT}"]  # a checkout may be another user's
    command = [*git, "archive", "--worktree-attributes", "--format=zip", "--prefix=stadsstroom/", "-o", str(path)]
    subprocess.run([*command, "HEAD"], cwd=ROOT, check=True)
    return path


def rewritten(package, path, change):
    """A copy of the zip in which `change(name, content)` gives each file's new name and content, or None to drop it."""
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if not name.endswith("/"):
                kept = change(name, old.read(name))
                if kept is not None:
                    new.writestr(*kept)
    return path


def test_the_plugin_site_has_nothing_to_complain_about(package):
    assert check_package.complaints(package) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda name, content: None if name.endswith("LICENSE") else (name, content), "LICENSE is missing"),
        (lambda name, content: (name.replace("stadsstroom/", "stroom/", 1), content), "outside the folder"),
        (lambda name, content: (name, content.replace(b"tracker=", b"tracked=")), "tracker is missing"),
        (lambda name, content: (name.replace("LICENSE", "LICENSE.pyc"), content), "does not belong"),
    ],
)
def test_a_faulty_zip_is_found_out(package, tmp_path, change, complaint):
    found = check_package.complaints(rewritten(package, tmp_path / "faulty.zip", change))
    assert any(complaint in each for each in found), found


@pytest.mark.parametrize(
    "code",
    [
        "assert x",
        "eval('1')",
        "import pickle",
        "from pickle import loads",
        "import os; os.system('ls')",
        "import subprocess; subprocess.run('ls', shell=True)",
        "try:\n    pass\nexcept:\n    pass",
    ],
)
def test_statements_that_shipped_code_must_not_hold_are_found(code):
    assert check_package.code_complaints(code)


def test_innocent_statements_are_let_be():
    assert not check_package.code_complaints("model.eval()\ntry:\n    run(shell=False)\nexcept OSError:\n    pass")


def test_qgis_loads_the_zip_and_lists_its_algorithms(package, tmp_path):
    plugins = tmp_path / "profiles" / "default" / "python" / "plugins"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(plugins)
    environment = {
        **os.environ,
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(tmp_path),
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }
    enabled = subprocess.run(
        ["qgis_process", "plugins", "enable", "stadsstroom"],
        env=environment, capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert enabled.returncode == 0, enabled.stderr
    listed = subprocess.run(
        ["qgis_process", "list"], env=environment, capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL
    )
    found = {line.split()[0].split(":")[1] for line in listed.stdout.splitlines() if "stadsstroom:" in line}
    assert found == {algorithm.ID for algorithm in ALGORITHMS}, listed.stdout + listed.stderr
    assert not (plugins / "stadsstroom" / "tests").exists()


def test_requirements_are_pinned():
    lines = io.StringIO((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    needed = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    assert all("==" in line for line in needed), needed


def test_styles_name_no_font_that_a_user_may_lack():
    """QGIS warns in a yellow bar for every label whose font the computer does not have."""
    named = [path.name for path in (ROOT / "resources" / "styles").glob("*.qml") if 'fontFamily="' in path.read_text()]
    assert named == []
