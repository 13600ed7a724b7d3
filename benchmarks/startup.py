"""How much later QGIS is ready with the plugin than without: real windows on a virtual screen, by turns.

python benchmarks/startup.py [--repeat 6]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# QGIS runs --code once its window is up and its plugins are loaded
READY = "import os, time; open(os.environ['READY'], 'w').write(str(time.time())); os._exit(0)"


def profile(folder: Path, with_plugin: bool) -> Path:
    """A throw-away profile, with the checkout as a plugin that is switched on, or without it."""
    plugins = folder / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    settings = folder / "profiles" / "default" / "QGIS"
    settings.mkdir()
    if with_plugin:
        (plugins / "stadsstroom").symlink_to(ROOT)
    (settings / "QGIS3.ini").write_text(f"[PythonPlugins]\nstadsstroom={'true' if with_plugin else 'false'}\n")
    return folder


def start(home: Path, screen: str, script: Path) -> tuple[float, float]:
    """Seconds on the clock, and seconds of processor time, until QGIS is ready."""
    ready = home / "ready"
    ready.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "DISPLAY": screen,
        "QGIS_CUSTOM_CONFIG_PATH": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "READY": str(ready),
    }
    environment.pop("QT_QPA_PLATFORM", None)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.time()
    command = ["qgis", "--nologo", "--noversioncheck", "--code", str(script)]
    subprocess.run(command, env=environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return float(ready.read_text()) - began, processor


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=6)
    repeat = parser.parse_args().repeat
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as said, tempfile.TemporaryDirectory() as folder:
            screen = f":{said.readline().strip()}"
            script = Path(folder) / "ready.py"
            script.write_text(READY)
            homes = {name: profile(Path(folder) / name, name == "with") for name in ("without", "with")}
            for home in homes.values():
                start(home, screen, script)  # the first start of a profile makes its files
            times = {name: [] for name in homes}
            for _ in range(repeat):
                for name, home in homes.items():
                    times[name].append(start(home, screen, script))
    finally:
        server.terminate()
        server.wait(10)
    middle = {name: [statistics.median(each) for each in zip(*values)] for name, values in times.items()}
    for name, (clock, processor) in middle.items():
        print(f"QGIS {name:<8} the plugin: ready after {clock:.2f} s, {processor:.2f} s of processor")
    clock, processor = (a - b for a, b in zip(middle["with"], middle["without"]))
    print(f"The plugin costs {clock:+.2f} s at the start, {processor:+.2f} s of processor.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
