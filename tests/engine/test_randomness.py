"""Random numbers that belong to a thing."""

import numpy as np
import pytest
from stadsstroom.engine.randomness import keys_of, normal, uniform


def test_a_home_keeps_its_numbers_whatever_stands_beside_it():
    alone = uniform(keys_of(["b"], 7), "mood", 5)
    among = uniform(keys_of(["c", "b", "a"], 7), "mood", 5)
    assert (among[1] == alone[0]).all()
    assert (uniform(keys_of(["b"], 7), "mood", 2, first=3) == alone[:, 3:]).all()


def test_seed_stream_and_counter_each_change_the_number():
    keys = keys_of(["a"], 1)
    draws = [
        uniform(keys, "x"),
        uniform(keys, "y"),
        uniform(keys_of(["a"], 2), "x"),
        uniform(keys, "x", 1, first=1)[:, 0],
    ]
    assert len({float(d[0]) for d in draws}) == 4


def test_numbers_are_spread_evenly_and_independently():
    keys = keys_of(map(str, range(400)), 3)
    u = uniform(keys, "u", 500)
    counts = np.histogram(u, 50, (0, 1))[0]
    chi2 = ((counts - 4000) ** 2 / 4000).sum()
    assert 20 < chi2 < 100  # 49 degrees of freedom
    assert u.min() > 0
    assert u.max() < 1
    assert abs(np.corrcoef(u[:, 0], u[:, 1])[0, 1]) < 0.15
    assert abs(np.corrcoef(u[0], u[1])[0, 1]) < 0.15
    z = normal(keys, "z", 500)
    assert z.mean() == pytest.approx(0, abs=0.01)
    assert z.std() == pytest.approx(1, abs=0.01)
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.05, abs=0.003)


def test_the_same_on_every_machine_and_version():
    assert keys_of(["0180100000000001"], 42).tolist() == [10047059500099516284]
    assert uniform(keys_of(["0180100000000001"], 42), "check").tolist() == [0.02491477686097293]
