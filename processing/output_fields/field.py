"""An attribute field of an output layer: name, type, label and meaning.

The sinks, the field aliases and the reference in `docs/` are made of it. Names have at most 30 characters. A label has
its unit in brackets, and is shown in the user's language; what a field is `about` stands in the reference alone, which
is in English. kind is text, int, real or bool.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OutputField:
    name: str
    kind: str
    label: str
    about: str


def fields(*rows) -> tuple[OutputField, ...]:
    return tuple(OutputField(*row) for row in rows)
