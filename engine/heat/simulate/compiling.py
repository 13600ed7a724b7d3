"""How the kernels are compiled. Import this only where they are used: it imports numba."""

from __future__ import annotations

import numba

TILE = 32  # hours that go through together, so that one instruction serves several


def compiled(function):
    """Compile without the interpreter lock; keep the machine code on disk where there is a folder to keep it.

    numba looks at the file of a kernel alone: after a change in a file that it calls, remove `__pycache__` here.
    """
    options = {"nogil": True, "fastmath": {"contract", "arcp", "nsz"}, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder it can write
        return numba.njit(**options)(function)
