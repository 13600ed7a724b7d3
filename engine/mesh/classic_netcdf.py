"""Headers of NetCDF classic files in 64-bit-offset format (CDF-2), every dimension of fixed length.

Grammar: "The NetCDF Classic Format Specification" (Unidata): magic, numrecs, dim_list, gatt_list, var_list; all
big-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np

CHAR, INT, FLOAT, DOUBLE = 2, 4, 5, 6
TYPES = {"S1": CHAR, "i4": INT, "f4": FLOAT, "f8": DOUBLE}
DIMENSION_TAG, VARIABLE_TAG, ATTRIBUTE_TAG = 10, 11, 12
LARGEST_SIZE = 2**32 - 4


@dataclass
class Variable:
    """dimensions: names. kind: "S1", "i4", "f4" or "f8". attributes: text, int or float. values: array, or None:
    later.
    """

    dimensions: tuple[str, ...]
    kind: str
    attributes: dict
    values: object = None
    shape: tuple[int, ...] = field(default=(), init=False)
    begin: int = field(default=0, init=False)

    @property
    def dtype(self) -> np.dtype:
        return np.dtype(self.kind if self.kind == "S1" else ">" + self.kind)

    @property
    def size(self) -> int:
        """Bytes, filled up to a multiple of four."""
        return -(-int(np.prod(self.shape, dtype=np.int64)) * self.dtype.itemsize // 4) * 4


def layout(contents: dict) -> tuple[bytes, dict[str, Variable], int]:
    """Header, variables with their `begin`, and size of the file, from dimensions, attributes and variables by name."""
    dimensions, variables = contents["dimensions"], contents["variables"]
    for variable in variables.values():
        variable.shape = tuple(dimensions[name] for name in variable.dimensions)
    length = len(_header(contents))
    offset = -(-length // 4096) * 4096
    for variable in variables.values():
        variable.begin = offset
        offset += variable.size
    return _header(contents), variables, offset


def _header(contents: dict) -> bytes:
    dimensions, variables = contents["dimensions"], contents["variables"]
    place = {name: k for k, name in enumerate(dimensions)}
    parts = [b"CDF\x02", struct.pack(">i", 0), struct.pack(">ii", DIMENSION_TAG, len(dimensions))]
    parts += [_name(name) + struct.pack(">i", length) for name, length in dimensions.items()]
    parts.append(_attributes(contents["attributes"]))
    parts.append(struct.pack(">ii", VARIABLE_TAG, len(variables)))
    for name, variable in variables.items():
        parts.append(_name(name) + struct.pack(">i", len(variable.dimensions)))
        parts += [struct.pack(">i", place[dimension]) for dimension in variable.dimensions]
        parts.append(_attributes(variable.attributes))
        parts.append(struct.pack(">iIq", TYPES[variable.kind], min(variable.size, LARGEST_SIZE), variable.begin))
    return b"".join(parts)


def _attributes(attributes: dict) -> bytes:
    if not attributes:
        return struct.pack(">ii", 0, 0)
    parts = [struct.pack(">ii", ATTRIBUTE_TAG, len(attributes))]
    for name, value in attributes.items():
        if isinstance(value, str):
            text = value.encode("utf-8")
            parts.append(_name(name) + struct.pack(">ii", CHAR, len(text)) + _padded(text))
        elif isinstance(value, int):
            parts.append(_name(name) + struct.pack(">iii", INT, 1, value))
        else:
            parts.append(_name(name) + struct.pack(">iid", DOUBLE, 1, float(value)))
    return b"".join(parts)


def _name(name: str) -> bytes:
    text = name.encode("utf-8")
    return struct.pack(">i", len(text)) + _padded(text)


def _padded(text: bytes) -> bytes:
    return text + b"\0" * (-len(text) % 4)


def read_layout(path) -> tuple[dict, dict[str, Variable]]:
    """Global attributes, and variables with shape, attributes and `begin`, of a file as `layout` makes it.

    Raises ValueError where the file is not of this format, or shorter than its header says.
    """
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        read = _Reader(file)
        if file.read(4) != b"CDF\x02" or read.int() != 0:
            raise ValueError("not a NetCDF file of 64-bit-offset format and fixed dimensions")
        dimensions = [(read.name(), read.int()) for _ in range(read.count(DIMENSION_TAG))]
        attributes = read.attributes()
        variables = {}
        for _ in range(read.count(VARIABLE_TAG)):
            name = read.name()
            used = [dimensions[read.int()] for _ in range(read.int())]
            own = read.attributes()
            kind = {code: kind for kind, code in TYPES.items()}[read.int()]
            variable = Variable(tuple(name for name, _ in used), kind, own)
            variable.shape = tuple(length for _, length in used)
            read.int()
            variable.begin = struct.unpack(">q", read.bytes(8))[0]
            if variable.begin + variable.size > size:
                raise ValueError("the file is not whole")
            variables[name] = variable
    return attributes, variables


class _Reader:
    def __init__(self, file):
        self.file = file

    def bytes(self, count: int) -> bytes:
        if count < 0:
            raise ValueError("the header is damaged")
        found = self.file.read(count)
        if len(found) < count:
            raise ValueError("the header is not whole")
        return found

    def int(self) -> int:
        return struct.unpack(">i", self.bytes(4))[0]

    def count(self, tag: int) -> int:
        found, count = self.int(), self.int()
        if found not in (0, tag):
            raise ValueError("the header is damaged")
        return count

    def name(self) -> str:
        length = self.int()
        return self.bytes(length + -length % 4)[:length].decode("utf-8")

    def attributes(self) -> dict:
        found = {}
        for _ in range(self.count(ATTRIBUTE_TAG)):
            name, code, count = self.name(), self.int(), self.int()
            itemsize = {CHAR: 1, INT: 4, FLOAT: 4, DOUBLE: 8}[code]
            data = self.bytes(-(-count * itemsize // 4) * 4)[: count * itemsize]
            if code == CHAR:
                found[name] = data.decode("utf-8")
            else:
                values = np.frombuffer(data, {INT: ">i4", FLOAT: ">f4", DOUBLE: ">f8"}[code])
                found[name] = values[0].item() if count == 1 else values
        return found
