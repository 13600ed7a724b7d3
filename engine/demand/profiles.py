"""The file of hourly need and generation: one memory-mapped array (hours, connections) a technology.

The layout is described in `docs/profiles.md`. A file is written under another name and renamed when it is whole,
so that a run that is cancelled, fails or fills the disk leaves none behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import shutil
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from ..errors import EngineError

MAGIC = b"STADSPR1"
VERSION = 1
PAGE = 4096
# Room in the header for the facts that are only known when the hours have been written.
SPARE_HEADER_BYTES = 4 * PAGE
# A disk filled to the last byte stops the whole desktop.
SPARE_DISK_BYTES = 16 * 2**20
ALL = slice(None)


def fingerprint(connection_ids: Iterable[str]) -> str:
    """The first 16 hex digits of SHA-256 over the sorted ids joined by line ends: the same for any row order."""
    return hashlib.sha256("\n".join(sorted(connection_ids)).encode("utf-8")).hexdigest()[:16]


def _pages(size: int) -> int:
    return -(-size // PAGE) * PAGE


def _plain(value):
    """numpy's numbers and arrays as JSON knows them."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    return str(value)


def _mapped(path: Path, array: Mapping, mode: str) -> np.ndarray:
    """An array of the file as the header tells it."""
    shape = tuple(array["shape"])
    if not math.prod(shape):
        return np.zeros(shape, array["dtype"])  # without elements it cannot be mapped
    return np.memmap(path, array["dtype"], mode, array["offset"], shape)


class ProfilesWriter:
    """Writes a profiles file: `with ProfilesWriter(...) as w: w.kw("base")[hours, connections] = kw`.

    path: the file to make; it appears when the block ends without an exception, and not before.
    connection_ids: text ids, each once. start_utc: numpy.datetime64 or ISO text (UTC) of the first hour's beginning.
    cos_phi: {technology: power factor (0 to 1]}; these technologies get an array of float32 kW, at first all zero.
    facts: {name: {column: array}}, columns of equal length; `set_facts` adds more until the block ends.
    about: what was assumed; anything JSON can hold.
    Raises EngineError where the disk has no room or the folder cannot be written.
    """

    def __init__(
        self,
        path,
        connection_ids: Iterable[str],
        start_utc,
        hours: int,
        cos_phi: Mapping[str, float],
        facts: Mapping[str, Mapping[str, np.ndarray]] | None = None,
        about: Mapping | None = None,
    ):
        self.path = Path(path)
        self.connection_ids = [str(i) for i in connection_ids]
        if len(set(self.connection_ids)) != len(self.connection_ids):
            raise ValueError("connection ids must each occur once")
        for technology, value in cos_phi.items():
            if not 0 < value <= 1:
                raise ValueError(f"the power factor of {technology} must lie in (0, 1], not {value}")
        self.hours = int(hours)
        self.cos_phi = dict(cos_phi)
        self.start_utc = np.datetime64(str(start_utc).rstrip("Z"), "s")
        self.about = dict(about or {})
        self._facts: dict[str, dict[str, np.ndarray]] = {}
        for name, columns in (facts or {}).items():
            self.set_facts(name, columns)

    @property
    def part_path(self) -> Path:
        """Where the file grows until it is whole."""
        return self.path.with_name(self.path.name + ".part")

    def set_facts(self, name: str, columns: Mapping[str, np.ndarray]) -> None:
        """Keep columns of equal length under `name`; numbers are stored as 8-byte floats or integers."""
        kept = {}
        for column, values in columns.items():
            values = np.asarray(values)
            kept[column] = values.astype("<i8" if values.dtype.kind in "iub" else "<f8")
        if len({len(values) for values in kept.values()}) > 1:
            raise ValueError(f"the columns of {name} differ in length")
        self._facts[name] = kept

    def kw(self, technology: str) -> np.memmap:
        """The array (hours, connections) of float32 kW to write in. Do not keep it beyond the `with` block.

        What was touched of it stays in memory as long as the array is kept: of a whole city ask it piece by piece, or
        `put` what is only written.
        """
        return _mapped(self.part_path, self._arrays[f"kw/{technology}"], "r+")

    def put(self, technology: str, first: int, kw: np.ndarray) -> None:
        """Write the kW (hours, n) of the connections from position `first` on; nothing of the file stays in memory."""
        offset = self._arrays[f"kw/{technology}"]["offset"] + 4 * first
        with open(self.part_path, "r+b", buffering=0) as file:
            for hour, row in enumerate(np.ascontiguousarray(kw, "<f4")):
                file.seek(offset + 4 * hour * len(self.connection_ids))
                file.write(row)

    def _header(self, arrays: dict) -> bytes:
        header = {
            "version": VERSION,
            "start_utc": f"{self.start_utc}Z",
            "hours": self.hours,
            "step_hours": 1,
            "unit": "kW",
            "sign": "positive is drawn from the grid",
            "connection_ids": self.connection_ids,
            "fingerprint": fingerprint(self.connection_ids),
            "technologies": {technology: {"cos_phi": value} for technology, value in self.cos_phi.items()},
            "arrays": arrays,
            "about": self.about,
        }
        return json.dumps(header, ensure_ascii=False, default=_plain).encode("utf-8")

    def __enter__(self) -> ProfilesWriter:
        shape = (self.hours, len(self.connection_ids))
        size = 4 * shape[0] * shape[1]
        self._arrays = {
            f"kw/{technology}": {"dtype": "<f4", "shape": list(shape), "offset": 0} for technology in self.cos_phi
        }
        offset = _pages(16 + len(self._header(self._arrays)) + SPARE_HEADER_BYTES)
        self._first_offset = offset
        for array in self._arrays.values():
            array["offset"] = offset
            offset = _pages(offset + size)
        self._end = offset
        try:
            self._reserve(offset)
        except BaseException:
            self._remove()
            raise
        return self

    def _reserve(self, size: int) -> None:
        """Take the file's room on the disk at once: writing to a map of a full disk ends the whole process."""
        try:
            free = shutil.disk_usage(self.path.parent).free
            if free < size + SPARE_DISK_BYTES:
                raise EngineError(
                    "The profiles need {needed_mb} MB and the disk of {path} has {free_mb} MB free: "
                    "make room or choose another folder.",
                    needed_mb=math.ceil((size + SPARE_DISK_BYTES) / 2**20),
                    free_mb=free // 2**20,
                    path=str(self.path),
                )
            with open(self.part_path, "wb") as file:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(file.fileno(), 0, size)
                file.truncate(size)
        except OSError as error:
            raise self._cannot_write(error) from error

    def _cannot_write(self, error: OSError) -> EngineError:
        return EngineError(
            "The profiles cannot be written to {path} ({reason}): choose another folder.",
            path=str(self.path),
            reason=error.strerror or str(error),
        )

    def __exit__(self, kind, error, trace) -> None:
        if kind is not None:
            self._remove()
            return
        try:
            self._finish()
        except BaseException as failure:
            self._remove()
            if isinstance(failure, OSError):
                raise self._cannot_write(failure) from failure
            raise

    def _finish(self) -> None:
        with open(self.part_path, "r+b") as file:
            offset = self._end
            for name, columns in self._facts.items():
                for column, values in columns.items():
                    self._arrays[f"facts/{name}/{column}"] = {
                        "dtype": values.dtype.str,
                        "shape": list(values.shape),
                        "offset": offset,
                    }
                    file.seek(offset)
                    file.write(values.tobytes())
                    offset = _pages(offset + values.nbytes)
            file.truncate(offset)
            header = self._header(self._arrays)
            if 16 + len(header) > self._first_offset:
                raise ValueError("the header outgrew its room: give the large part of `about` at the start")
            file.seek(0)
            file.write(MAGIC + struct.pack("<Q", len(header)) + header)
        os.replace(self.part_path, self.path)

    def _remove(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.part_path.unlink()


class Profiles:
    """A profiles file opened for reading; hours come from the disk as they are asked for.

    connection_ids: list of str; hours: int; start_utc: numpy.datetime64[s], the beginning of the first hour;
    technologies: list of str; cos_phi: {technology: power factor}; fingerprint: str; about: dict.
    """

    def __init__(self, path: Path, header: dict):
        self.path = path
        self.header = header
        self.connection_ids: list[str] = header["connection_ids"]
        self.hours: int = header["hours"]
        self.start_utc = np.datetime64(header["start_utc"].rstrip("Z"), "s")
        self.cos_phi = {technology: float(facts["cos_phi"]) for technology, facts in header["technologies"].items()}
        self.technologies = list(self.cos_phi)
        self.fingerprint: str = header["fingerprint"]
        self.about: dict = header.get("about", {})

    @classmethod
    def open(cls, path) -> Profiles:
        """Open a file. Raises EngineError where it is not a profiles file, not whole, or of a newer version."""
        path = Path(path)
        try:
            size = path.stat().st_size
            with open(path, "rb") as file:
                start = file.read(16)
                length = struct.unpack("<Q", start[8:])[0] if len(start) == 16 else size
                text = file.read(length) if start[:8] == MAGIC and 16 + length <= size else b""
        except OSError as error:
            raise EngineError(
                "The profiles file {path} cannot be read ({reason}).",
                path=str(path),
                reason=error.strerror or str(error),
            ) from error
        if start[:8] != MAGIC:
            raise EngineError(
                "{path} is not a profiles file: choose a file made by the demand algorithm.", path=str(path)
            )
        try:
            header = json.loads(text)
            if header["version"] > VERSION:
                raise EngineError(
                    "{path} was made by a newer version of the plugin (format {version}): update the plugin.",
                    path=str(path),
                    version=header["version"],
                )
            profiles = cls(path, header)
            ends = [
                a["offset"] + np.dtype(a["dtype"]).itemsize * math.prod(a["shape"]) for a in header["arrays"].values()
            ]
            shape = [profiles.hours, len(profiles.connection_ids)]
            whole = max(ends, default=0) <= size and all(
                header["arrays"][f"kw/{technology}"]["shape"] == shape for technology in profiles.technologies
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            whole = False
        if not whole:
            raise EngineError("The profiles file {path} is damaged: make it again.", path=str(path))
        return profiles

    def _array(self, name: str) -> np.ndarray:
        return _mapped(self.path, self.header["arrays"][name], "r")

    def kw(self, technology: str) -> np.ndarray:
        """float32 kW (hours, connections) of one technology, as a memory map; positive is drawn from the grid."""
        return self._array(f"kw/{technology}")

    def net_kw(self, rows=ALL) -> np.ndarray:
        """float64 kW (rows, connections), all technologies together, at the hours `rows` (a slice or positions)."""
        return self._sum(rows, dict.fromkeys(self.technologies, 1.0))

    def net_kvar(self, rows=ALL) -> np.ndarray:
        """float64 kvar (rows, connections): each technology's kW times tan(acos(cos phi))."""
        return self._sum(rows, {t: math.tan(math.acos(value)) for t, value in self.cos_phi.items()})

    def _sum(self, rows, factors: dict[str, float]) -> np.ndarray:
        total = None
        for technology, factor in factors.items():
            part = self.kw(technology)[rows].astype(float)
            part *= factor
            total = part if total is None else np.add(total, part, out=total)
        if total is None:
            total = np.zeros((len(np.arange(self.hours)[rows]), len(self.connection_ids)))
        return total

    def made_with(self, ghi_w_per_m2: np.ndarray) -> bool:
        """Whether these hours were made with the weather of this global radiation; True where the file does not say."""
        kept = self.facts("weather").get("ghi_w_per_m2")
        if kept is None or len(kept) != len(ghi_w_per_m2):
            return kept is None
        return np.allclose(kept, ghi_w_per_m2, atol=1e-3, equal_nan=True)

    @property
    def fact_names(self) -> list[str]:
        """The tables of facts that the file holds."""
        return sorted({name.split("/")[1] for name in self.header["arrays"] if name.startswith("facts/")})

    def facts(self, name: str) -> dict[str, np.ndarray]:
        """The columns of one table of facts, in memory; empty where the file has none of that name."""
        start = f"facts/{name}/"
        return {key[len(start) :]: np.array(self._array(key)) for key in self.header["arrays"] if key.startswith(start)}
