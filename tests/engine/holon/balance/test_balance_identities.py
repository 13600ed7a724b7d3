"""What must hold of any holons: energy is kept in every hour and up the nesting, and pooling never costs."""

from __future__ import annotations

import numpy as np
import pandapower as pp
import pytest
from stadsstroom.engine.demand import Profiles
from stadsstroom.engine.holon.balance import Tree, exchanges, power_of
from stadsstroom.engine.holon.nesting import grid_nesting

from .conftest import balanced, nested

KEPT = 1e-9
ALL = slice(None)
SEEDS = range(5)


def levels_of(profiles, nesting, rows=ALL):
    tree = Tree(nesting)
    return tree, list(exchanges(power_of(profiles, rows), tree))


@pytest.mark.parametrize("seed", SEEDS)
def test_energy_is_kept_in_every_hour_of_every_holon(town_of, seed):
    profiles, nesting = town_of(seed)
    _, levels = levels_of(profiles, nesting)
    for level in levels:
        balance = level.used + level.charged - level.made - level.discharged
        assert np.abs(balance - level.siblings_kw - level.outward_kw).max() < KEPT
        assert np.abs(level.inside_kw + np.maximum(level.net_kw, 0) - level.used - level.charged).max() < KEPT
    whole = profiles.net_kw().sum(axis=1)
    assert np.abs(levels[-1].net_kw.sum(axis=1) - whole).max() < KEPT


@pytest.mark.parametrize("seed", SEEDS)
def test_what_siblings_exchange_is_zero_and_what_goes_outward_is_their_holons_own(town_of, seed):
    profiles, nesting = town_of(seed)
    tree, levels = levels_of(profiles, nesting)
    for level, above in zip(levels, levels[1:]):
        siblings = np.add.reduceat(level.siblings_kw, tree.starts(level.level), axis=1)
        outward = np.add.reduceat(level.outward_kw, tree.starts(level.level), axis=1)
        assert np.abs(siblings).max() < KEPT
        assert np.abs(outward - above.net_kw).max() < KEPT
        # surplus is used nearby before anything comes from afar
        drawn = np.add.reduceat(np.maximum(level.outward_kw, 0), tree.starts(level.level), axis=1)
        given = np.add.reduceat(np.maximum(-level.outward_kw, 0), tree.starts(level.level), axis=1)
        assert np.minimum(drawn, given).max() < KEPT
    assert np.abs(levels[-1].siblings_kw.sum(axis=1)).max() < KEPT


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_lie_within_their_limits_and_meet_without_storage(town_of, seed):
    profiles, nesting = town_of(seed, storage=False)
    frame = balanced(profiles, nesting).holons.frame
    for name in ("self_sufficiency", "self_consumption", "coincidence_gain"):
        assert frame[name].dropna().between(0, 1).all()
    both = frame.dropna(subset=["self_consumption"])
    met = both["self_consumption"] * both["made_mwh"]
    assert met.to_numpy() == pytest.approx((both["self_sufficiency"] * both["used_mwh"]).to_numpy(), abs=1e-9)
    assert met.to_numpy() == pytest.approx(both["inside_mwh"].to_numpy(), abs=1e-9)
    assert frame.loc[frame["made_mwh"] == 0, "self_consumption"].isna().all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pooled_holon_is_never_worse_than_its_members_apart(town_of, seed):
    profiles, nesting = town_of(seed)
    found = balanced(profiles, nesting)
    frame = found.holons.frame.set_index("holon_id")
    apart = frame[frame["parent_id"] != ""].groupby("parent_id")
    whole = frame.loc[list(apart.groups)]
    assert (whole["inside_mwh"] >= apart["inside_mwh"].sum() - KEPT).all()
    assert (whole["import_peak_kw"] <= apart["import_peak_kw"].sum() + KEPT).all()
    assert (whole["export_peak_kw"] <= apart["export_peak_kw"].sum() + KEPT).all()
    assert (whole["members"] == apart.size()).all()
    for way in ("in", "out"):
        assert whole[f"siblings_{way}_mwh"].add(whole[f"outward_{way}_mwh"]).to_numpy() == pytest.approx(
            whole["import_mwh" if way == "in" else "export_mwh"].to_numpy(), abs=1e-9
        )
    assert (found.levels["pooled_mwh"].dropna() >= -KEPT).all()


def test_blocks_of_hours_change_nothing(town_of):
    profiles, nesting = town_of(3)
    whole, parts = (balanced(profiles, nesting, block_hours=step) for step in (10_000, 7))
    for table in ("holons", "flows"):
        one, other = (getattr(found, table).frame.drop(columns="name", errors="ignore") for found in (whole, parts))
        for column in one:
            if one[column].dtype.kind == "f":
                assert one[column].to_numpy() == pytest.approx(other[column].to_numpy(), abs=1e-9, nan_ok=True)
            else:
                assert one[column].tolist() == other[column].tolist()


def test_the_order_of_connections_changes_nothing_but_row_order(hours_of):
    rng = np.random.default_rng(2)
    base, pv = rng.uniform(0, 2, (48, 9)), -rng.uniform(0, 3, (48, 9))
    group, order = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2]), rng.permutation(9)
    ids = [f"h{k}" for k in range(9)]
    plain = balanced(hours_of(base=base, pv=pv), nested([group]))
    mixed_ids = [ids[k] for k in order]
    mixed = balanced(hours_of(ids=mixed_ids, base=base[:, order], pv=pv[:, order]), nested([group[order]], mixed_ids))
    one, other = (found.holons.frame.set_index("holon_id").sort_index() for found in (plain, mixed))
    for column in ("import_mwh", "siblings_in_mwh", "self_sufficiency", "autonomy_hours", "export_peak_kw"):
        assert one[column].to_numpy(float) == pytest.approx(other[column].to_numpy(float), nan_ok=True)


def test_flows_add_up_to_what_holons_exchange(town_of):
    profiles, nesting = town_of(4)
    for most in (0, 1, 100):
        found = balanced(profiles, nesting, flows_per_holon=most, flows_from_level=1)
        flows, holons = found.flows.frame, found.holons.frame.set_index("holon_id")
        among = flows[flows["kind"] != "level"]
        if most == 100:
            assert (among["kind"] == "sibling").all()
        own = among[among["kind"] == "sibling"]
        rest = among[among["kind"] == "rest"]
        for way, end, other in (("out", "from_id", "to_id"), ("in", "to_id", "from_id")):
            parents = rest[other].to_numpy() == holons["parent_id"].reindex(rest[end]).to_numpy()
            told = own.groupby(end)["mwh"].sum().add(rest[parents].groupby(end)["mwh"].sum(), fill_value=0)
            wanted = holons[f"siblings_{way}_mwh"]
            assert told.reindex(wanted.index).fillna(0).to_numpy() == pytest.approx(wanted.to_numpy(), abs=1e-9)
        top = flows[(flows["kind"] == "level") & (flows["to_id"] == "")]
        assert top["mwh"].sum() == pytest.approx(found.summary["outward_out_mwh"], abs=1e-9)


def test_the_real_town_keeps_its_energy(real_town):
    profiles, net = real_town
    nesting = grid_nesting(net, profiles.connection_ids)
    tree, levels = levels_of(profiles, nesting, slice(4000, 4100))
    for level, above in zip(levels, levels[1:]):
        assert np.abs(np.add.reduceat(level.siblings_kw, tree.starts(level.level), axis=1)).max() < KEPT
        outward = np.add.reduceat(level.outward_kw, tree.starts(level.level), axis=1)
        assert np.abs(outward - above.net_kw).max() < KEPT
        assert (above.inside_kw.sum() - level.inside_kw.sum()) > -KEPT


@pytest.fixture(scope="module")
def real_town(data_folder, tmp_path_factory):
    """Staphorst's grid as built, with the profiles that its demand makes of two weeks."""
    from stadsstroom.engine.demand import DemandOptions, simulate_demand
    from stadsstroom.engine.grid.construct import GridInputs, GridOptions, build_grid
    from stadsstroom.engine.progress import finish

    from ....real_town import staphorst_inputs

    inputs = staphorst_inputs(data_folder)
    grid = finish(build_grid(GridInputs(**inputs), GridOptions()))
    path = tmp_path_factory.mktemp("town") / "town.profiles"
    options = DemandOptions(pv_share=60, ev_share=50, heat_pump_share=50, battery_share=20)
    finish(simulate_demand(inputs["buildings"], inputs["addresses"], grid.connections, None, None, options, path))
    assert isinstance(grid.net, pp.pandapowerNet)
    return Profiles.open(path), grid.net
