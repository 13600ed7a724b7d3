"""Home batteries on self-consumption."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.demand.batteries import one_way_efficiency, simulate_batteries


def run(net_kw, **columns):
    net_kw = np.asarray(net_kw, np.float32)
    homes = pd.DataFrame({"key": [str(i) for i in range(net_kw.shape[1])], **columns})
    out = np.full(net_kw.shape, np.nan, np.float32)
    return out, simulate_batteries(homes, net_kw, out)


def stored_kwh(out):
    eta = one_way_efficiency()
    power = out.astype(float)
    return np.cumsum(np.where(power > 0, power * eta, power / eta), 0)


def test_noon_is_kept_for_the_evening():
    #       night  noon, noon  eve  eve  eve
    net = [[1.0], [-3.0], [-3.0], [1.0], [1.0], [9.0]]
    out, facts = run(net, battery_kwh=4.0, battery_kw=2.0)
    eta = one_way_efficiency()
    left = 4.0 / eta - 2.0  # what still fits in the second hour
    assert out[:3, 0] == pytest.approx([0, 2, min(2, left)], abs=1e-6)
    assert out[3:5, 0] == pytest.approx([-1, -1])
    assert out[5, 0] == pytest.approx(-min(2, 2 * 2 * eta * eta - 2 if left >= 2 else 4 * eta - 2), abs=1e-6)
    assert facts["kwh"].tolist() == [4]
    assert facts["connection"].tolist() == [0]


@pytest.fixture(scope="module")
def a_year():
    hours = np.arange(8760)
    sun = np.maximum(np.sin((hours % 24 - 6) / 12 * np.pi), 0)[:, None] * np.linspace(0, 5, 40)
    need = 0.3 + np.abs(np.sin(hours[:, None] * np.linspace(0.1, 3, 40)))
    net = (need - sun).astype(np.float32)
    return net, *run(net, kwp=np.linspace(0, 8, 40))


def test_every_kwh_is_accounted_for(a_year):
    _, out, facts = a_year
    eta = one_way_efficiency()
    charged = np.maximum(out.astype(float), 0).sum(0)
    discharged = np.maximum(-out.astype(float), 0).sum(0)
    store = stored_kwh(out)
    assert charged * eta - discharged / eta == pytest.approx(store[-1], abs=1e-6)
    assert store.min() > -1e-5
    assert (store.max(0) < facts["kwh"] + 1e-5).all()
    losses = charged - discharged - store[-1]
    assert (losses[charged > 0] > 0).all()
    assert (charged > 0).sum() > 30


def test_it_never_buys_to_store_nor_sells_from_storage(a_year):
    net, out, facts = a_year
    assert ((out <= 1e-6) | (net < 0)).all()
    assert ((out >= -1e-6) | (net > 0)).all()
    after = net.astype(float) + out
    assert (np.abs(after) <= np.abs(net) + 1e-5).all()
    assert (np.abs(out) <= facts["kw"] + 1e-5).all()


def test_nothing_is_sold_while_there_is_room(a_year):
    net, out, facts = a_year
    store = stored_kwh(out)
    sold = net.astype(float) + out < -1e-4
    full = store > facts["kwh"] - 1e-3
    at_full_power = out > facts["kw"] - 1e-3
    assert (full | at_full_power)[sold].all()


def test_size_follows_the_panels():
    facts = run(np.zeros((1, 4)), kwp=[4.0, 1.0, np.nan, 4.0], battery_kwh=[np.nan, np.nan, np.nan, 10.0])[1]
    assert facts["kwh"].tolist() == [5.0, 2.5, 5.0, 10.0]
    assert facts["kw"].tolist() == [2.5, 1.25, 2.5, 5.0]
