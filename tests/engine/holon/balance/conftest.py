"""Hours as files, random ones, and nestings drawn as a few lists."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from stadsstroom.engine.demand import Profiles, ProfilesWriter
from stadsstroom.engine.holon.balance import BalanceOptions, balance
from stadsstroom.engine.holon.nesting import group_nesting
from stadsstroom.engine.progress import finish

START = np.datetime64("2023-01-01T00:00:00")


@pytest.fixture
def hours_of(tmp_path):
    """hours_of(base=(hours, n), pv=..., battery=...) -> Profiles of connections h0, h1 ..."""
    made = []

    def make(ids=None, **kw):
        kw = {name: np.atleast_2d(np.asarray(values, float)) for name, values in kw.items()}
        hours, n = next(iter(kw.values())).shape
        path = tmp_path / f"{len(made)}.profiles"
        made.append(path)
        with ProfilesWriter(path, ids or [f"h{k}" for k in range(n)], START, hours, dict.fromkeys(kw, 1.0)) as writer:
            for name, values in kw.items():
                writer.kw(name)[...] = values
        return Profiles.open(path)

    return make


@pytest.fixture
def town_of(hours_of):
    """Random homes with panels and some with batteries, in groups of groups of groups; seeded."""

    def make(seed: int, n: int = 60, hours: int = 24 * 20, storage: bool = True):
        rng = np.random.default_rng(seed)
        clock = np.arange(hours)[:, None] % 24
        base = rng.gamma(2.0, 0.3, (hours, n)) * (1 + 2 * np.exp(-(((clock - 19) / 3) ** 2)))
        pv = -rng.uniform(0, 4, n) * (rng.random(n) < 0.5) * np.maximum(np.cos((clock - 12) / 12 * np.pi), 0)
        kw = {"base": base, "pv": pv * rng.uniform(0.2, 1, (hours, 1))}
        if storage:
            kw["battery"] = rng.normal(0, 1, (hours, n)) * (rng.random(n) < 0.3)
        smallest = rng.integers(0, 12, n)
        return hours_of(**kw), nested([smallest, smallest // 3, smallest // 6])

    return make


def nested(groups, ids=None):
    """A nesting of connections along a line, 20 m apart. groups: (n,) numbers for each level above the connections."""
    n = len(groups[0]) if groups else len(ids)
    points = shapely.points(np.arange(n) * 20.0, np.zeros(n))
    return group_nesting(ids or [f"h{k}" for k in range(n)], points, groups, "EPSG:28992")


def balanced(profiles, nesting, uppers=(), path=None, flow_path=None, **options):
    return finish(balance(profiles, nesting, uppers, path, flow_path, BalanceOptions(**options)))
