"""How the kernels are compiled. Import this only where they are used: it imports numba."""

from __future__ import annotations

from ... import compiling

TILE = 32  # hours that go through together, so that one instruction serves several


def compiled(function):
    """A loop over tiles of hours; see `engine.compiling`."""
    return compiling.compiled(function, fastmath={"contract", "arcp", "nsz"})
