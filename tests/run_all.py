"""Runs the project's tests in the four places where it must work and adds up what they say.

Called by `make test`. Each suite is a pytest run of its own, since an interpreter holds one numpy and one Qt platform.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QGIS = ROOT / ".venv" / "bin" / "python"
PLAIN = ROOT / ".venv-numpy2" / "bin" / "python"
# title, interpreter, tests, what pytest and the environment are told
SUITES = [
    ("engine, numpy 1", QGIS, ["tests/engine", "-p", "no:pytest_qgis"], {}),
    ("engine, numpy 2", PLAIN, ["tests/engine"], {}),
    (
        "Processing and package in QGIS",
        QGIS,
        ["tests/processing", "tests/test_package.py"],
        {"QT_QPA_PLATFORM": "offscreen"},
    ),
    ("desktop and a QGIS window", QGIS, ["tests/desktop"], {"QT_QPA_PLATFORM": "offscreen"}),
]


def run(title: str, python: Path, arguments: list[str], environment: dict, report: Path) -> dict[str, int]:
    """Run one suite; its numbers of passed, failed and skipped tests."""
    print(f"\n== {title}", flush=True)
    command = [str(python), "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL).returncode
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if report.exists():
        suite = ElementTree.parse(report).getroot().find("testsuite")
        tests, skipped = int(suite.get("tests")), int(suite.get("skipped"))
        counts["failed"] = int(suite.get("failures")) + int(suite.get("errors"))
        counts.update(skipped=skipped, passed=tests - skipped - counts["failed"])
    if code and not counts["failed"]:  # the run itself broke: nothing collected, a crash
        counts["failed"] = 1
    return counts


def main() -> int:
    total = {"passed": 0, "failed": 0, "skipped": 0}
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for number, suite in enumerate(SUITES):
            began = time.monotonic()
            counts = run(*suite, Path(folder) / f"{number}.xml")
            lines.append(f"{suite[0]:<32}{said(counts)} in {time.monotonic() - began:.0f} s")
            for name in total:
                total[name] += counts[name]
    print("\n" + "\n".join(lines))
    print(said(total))
    return 1 if total["failed"] or not total["passed"] else 0


def said(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


if __name__ == "__main__":
    sys.exit(main())
