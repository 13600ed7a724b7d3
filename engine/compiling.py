"""Compiles kernels, in the background the first time, and keeps their machine code, never an older version's."""

from __future__ import annotations

import inspect
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from .aside import aside
from .progress import Progress

_ready: set[str] = set()
_OWN_IMPORT = re.compile(r"^\s*from \.(\w+) import", re.MULTILINE)


def compiled(function, **options):
    """`function` compiled by numba without the interpreter lock; kept on disk where there is a folder to keep it.

    numba looks at the file of a kernel alone, and the machine code holds what it calls and the constants it uses of
    other files too. So its name on disk holds a sum over its file and those of its folder that are imported there:
    after an update in one of them it is compiled again. Imports numba; options: further ones of `numba.njit`.
    """
    import numba

    options = {"nogil": True, "error_model": "numpy", **options}
    function.__qualname__ = f"{function.__qualname__}_{sources_sum(Path(inspect.getfile(function))):08x}"
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder it can write
        return numba.njit(**options)(function)


def compile_first(kernels: str, touch: Callable[[], object], template: str) -> Iterator[Progress]:
    """Have `touch` run the kernels of this name once in this process, on a speck of work, and return when it has.

    Compiling takes seconds the first time on a machine and cannot be stopped: it goes on in a thread, while this
    yields progress with the words of `template`, so that one can stop waiting. Raises what `touch` raises.
    """
    if kernels not in _ready:
        yield Progress(0.0, template)
        yield from aside(0.0, touch)
        _ready.add(kernels)


def sources_sum(path: Path) -> int:
    """A check sum over a file and those beside it that it imports, directly or not."""
    seen: dict[Path, bytes] = {}
    waiting = [path]
    while waiting:
        here = waiting.pop()
        if here not in seen and here.exists():
            seen[here] = here.read_bytes()
            names = _OWN_IMPORT.findall(seen[here].decode("utf-8"))
            waiting += [here.parent / f"{name}.py" for name in names]
    total = 0
    for here in sorted(seen):
        total = zlib.crc32(seen[here], total)
    return total
