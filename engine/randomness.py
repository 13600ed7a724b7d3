"""Random numbers that belong to a thing, not to its place in a list.

A number is a pure function of (key, stream, counter): a home keeps its character whatever other homes there are
and in whatever order they come. Keys are 64-bit hashes of an id and a seed; numbers come from the SplitMix64
mixing function (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def keys_of(ids: Iterable[str], seed: int) -> np.ndarray:
    """One uint64 key for each id (n,): the same id and seed give the same key on every machine."""
    salt = int(seed).to_bytes(16, "little", signed=True)
    digests = b"".join(hashlib.blake2b(str(i).encode(), digest_size=8, salt=salt).digest() for i in ids)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def uniform(keys: np.ndarray, stream: str, count: int | None = None, first: int = 0) -> np.ndarray:
    """Uniform numbers in (0, 1): (n,) or, with `count`, (n, count) for the counters first … first + count - 1.

    keys: uint64 (n,), as `keys_of` makes. stream: a name for what is drawn; streams are independent of each other.
    """
    start = _mix(np.asarray(keys, np.uint64) + np.uint64(_stream_number(stream)))
    counters = np.arange(first + 1, first + 1 + (1 if count is None else count), dtype=np.uint64)
    bits = _mix(start[:, None] + counters * _GOLDEN)
    numbers = ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return numbers[:, 0] if count is None else numbers


def normal(keys: np.ndarray, stream: str, count: int | None = None, first: int = 0) -> np.ndarray:
    """Standard normal numbers, the inverse of the normal distribution at `uniform`; arguments and shapes as there."""
    from scipy.special import ndtri

    return ndtri(uniform(keys, stream, count, first))


def words(keys: np.ndarray, stream: str, count: int) -> np.ndarray:
    """Evenly drawn whole numbers 0 … 65,535: uint16 (n, count), four from each mixing; to look up in a table."""
    start = _mix(np.asarray(keys, np.uint64) + np.uint64(_stream_number(stream)))
    counters = np.arange(1, 1 + -(-count // 4), dtype=np.uint64)
    bits = _mix(start[:, None] + counters * _GOLDEN)
    return bits.astype("<u8", copy=False).view("<u2")[:, :count]


def _stream_number(stream: str) -> int:
    return int.from_bytes(hashlib.blake2b(stream.encode(), digest_size=8).digest(), "little")


def _mix(z: np.ndarray) -> np.ndarray:
    """SplitMix64's finaliser, in place; arithmetic modulo 2^64 is meant."""
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z
