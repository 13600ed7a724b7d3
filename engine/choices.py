"""What the options of all rooms have in common: figures that stand in for what is left open, and limits."""

from __future__ import annotations

from dataclasses import fields

from .errors import EngineError


def fill_open(options, known: dict) -> None:
    """Gives every field of the frozen dataclass `options` that is None the figure of that name, where there is one."""
    for field in fields(options):
        if getattr(options, field.name) is None and field.name in known:
            object.__setattr__(options, field.name, known[field.name])


def require_within(options, *limits: tuple[str, float, float]) -> None:
    """Raises EngineError for the first of the fields (name, least, most) that lies outside its limits, or is nan."""
    for name, least, most in limits:
        value = getattr(options, name)
        if not least <= value <= most:
            raise EngineError(
                "{name} must lie between {least} and {most}, not {value}.",
                name=name,
                least=least,
                most=most,
                value=value,
            )
