"""Runs the project's tests in the four places where it must work and adds up what they say.

Called by `make test`. Each suite is a pytest run of its own, since an interpreter holds one numpy and one Qt platform.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QGIS = ROOT / ".venv" / "bin" / "python"
PLAIN = ROOT / ".venv-numpy2" / "bin" / "python"
SETTINGS = ROOT / ".qgis-settings"  # where pytest-qgis has QGIS keep its own, in a folder a worker
LANGUAGE = {"LC_ALL": "C.UTF-8", "LANGUAGE": ""}  # whatever the user's: tests expect English words and plain numbers
# title, interpreter, tests, what pytest and the environment are told
ENGINE = ("engine, numpy 1", QGIS, ["tests/engine", "-p", "no:pytest_qgis"], {})
ENGINE_2 = ("engine, numpy 2", PLAIN, ["tests/engine"], {})
PROCESSING = (
    "Processing and package in QGIS",
    QGIS,
    ["tests/processing", "tests/test_package.py"],
    {"QT_QPA_PLATFORM": "offscreen", "PYTEST_XDIST_WORKER": "processing"},
)
DESKTOP = (
    "desktop and a QGIS window",
    QGIS,
    ["tests/desktop"],
    {"QT_QPA_PLATFORM": "offscreen", "PYTEST_XDIST_WORKER": "desktop"},
)
# Two rows of suites run side by side. Each has its own folder of compiled kernels: two processes that compile the same
# kernel for different arguments at once can leave the machine code of one under the name of the other.
ROWS = {"kernels-1": (ENGINE, PROCESSING), "kernels-2": (ENGINE_2, DESKTOP)}


def run(
    title: str, python: Path, arguments: list[str], environment: dict, folder: Path
) -> tuple[dict[str, int], float]:
    """Run one suite and print what it said when it has ended; how many tests passed, failed and were skipped, and s."""
    began = time.monotonic()
    report, log = folder / "report.xml", folder / "log.txt"
    command = [str(python), "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    with log.open("wb") as file:
        code = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **LANGUAGE, **environment},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        ).returncode
    print(f"\n== {title}\n{log.read_text(encoding='utf-8', errors='replace')}", flush=True)
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if report.exists():
        suite = ElementTree.parse(report).getroot().find("testsuite")
        tests, skipped = int(suite.get("tests")), int(suite.get("skipped"))
        counts["failed"] = int(suite.get("failures")) + int(suite.get("errors"))
        counts.update(skipped=skipped, passed=tests - skipped - counts["failed"])
    if code and not counts["failed"]:  # the run itself broke: nothing collected, a crash
        counts["failed"] = 1
    return counts, time.monotonic() - began


def run_row(kernels: str, suites: tuple) -> list[tuple[str, dict[str, int], float]]:
    """Run suites one after the other; title, counts and seconds of each."""
    ran = []
    for title, python, arguments, environment in suites:
        environment = {**environment, "NUMBA_CACHE_DIR": str(ROOT / "build" / kernels)}
        with tempfile.TemporaryDirectory() as folder:
            ran.append((title, *run(title, python, arguments, environment, Path(folder))))
    return ran


def main() -> int:
    """Run the suites, two at a time: each keeps one core busy, and few machines have less than two."""
    shutil.rmtree(SETTINGS, ignore_errors=True)  # of earlier runs
    print(f"Running {sum(map(len, ROWS.values()))} suites; each is shown when it ends.", flush=True)
    with ThreadPoolExecutor(len(ROWS)) as pool:
        ran = [suite for row in pool.map(run_row, ROWS, ROWS.values()) for suite in row]
    print()
    for title, counts, seconds in ran:
        print(f"{title:<32}{said(counts)} in {seconds:.0f} s")
    total = {name: sum(counts[name] for _, counts, _ in ran) for name in ran[0][1]}
    print(said(total))
    return 1 if total["failed"] or not total["passed"] else 0


def said(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


if __name__ == "__main__":
    sys.exit(main())
