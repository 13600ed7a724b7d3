"""Layers arrive named, grouped, in order and styled."""

from __future__ import annotations


def dress_outputs(algorithm_id: str, results: dict, context) -> None:
    return None
