"""Groups that complement each other: planted communities, limits, borders, areas beside, and what is untidy."""

import numpy as np
import pytest
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.holon.found import FoundOptions, beside, find_holons
from stadsstroom.engine.holon.found.beside import groupings
from stadsstroom.engine.holon.found.exchange import added_up, merger_gain, modularity, read_exchange
from stadsstroom.engine.holon.found.graph import Touching
from stadsstroom.engine.progress import finish

from .towns import Hours, adjusted_rand, lattice, planted_town

ROW = np.array([[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]])
PLACES = np.column_stack([np.arange(6) * 20.0, np.zeros(6)])


def find(town, places, edges, areas=None, units=None, **options):
    return finish(find_holons(town, places, edges, FoundOptions(**options), areas, units))


def exchange_of(town):
    n = len(town.connection_ids)
    return finish(read_exchange(town, np.arange(n), n, 1500.0))


def in_pieces(group, edges) -> int:
    """How many connected pieces the groups have together."""
    root = np.arange(len(group))
    for _ in range(len(group)):
        before = root.copy()
        for a, b in edges:
            if group[a] == group[b]:
                root[a] = root[b] = min(root[a], root[b])
        if (root == before).all():
            break
    return len(np.unique(root))


def day_and_night():
    """Two rows of three houses: a panel, and users by day; a windmill, and users by night."""
    day = np.tile(np.r_[np.zeros(12), np.ones(12)], 3)[:, None]
    pv = np.hstack([-2 * day, 0 * day, 0 * day, -2 * (1 - day), 0 * day, 0 * day])
    base = np.hstack([0 * day, day, day, 0 * day, 1 - day, 1 - day])
    return Hours(pv=pv, base=base)


@pytest.mark.parametrize("given", ["number", "nothing"])
def test_planted_communities_are_recovered_without_a_hint(given):
    scores = []
    for seed in range(20):
        town, places, edges, planted = planted_town(seed, noise=0.4)
        limits = {"number": 8, "most_connections": int(1.15 * np.bincount(planted).max())} if given == "number" else {}
        found = find(town, places, edges, **limits)
        scores.append(adjusted_rand(found.group, planted))
        assert in_pieces(found.group, edges) == len(found.groups)
    assert min(scores) >= 0.9, scores


def test_ari_knows_equal_and_unrelated_groupings():
    rng = np.random.default_rng(1)
    a = rng.integers(0, 5, 4000)
    assert adjusted_rand(a, (a + 3) % 5) == 1
    assert abs(adjusted_rand(a, rng.integers(0, 5, 4000))) < 0.01


def test_a_panel_finds_those_who_use_by_day():
    found = find(day_and_night(), PLACES, ROW)
    assert found.group.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.met_inside_kwh == pytest.approx(3 * 24 * 2)  # all of it
    assert found.modularity == pytest.approx(0.5)
    assert found.groups["self_sufficiency"].tolist() == [1, 1]
    assert found.groups["across_m"].tolist() == [40, 40]
    assert found.summary["met_by_neighbours_mwh"] == pytest.approx(0.144)


def test_limits_are_kept():
    town, places, edges, _ = planted_town(3, 0.3)
    kwh = town.kw("base").sum(axis=0)
    for limit in ({"most_connections": 20}, {"most_kwh": float(kwh.sum() / 25)}, {"most_across_m": 150.0}):
        found = find(town, places, edges, **limit)
        size = {
            "most_connections": found.groups["connections"].max(),
            "most_kwh": np.bincount(found.group, exchange_of(town).kwh).max(),
            "most_across_m": found.groups["across_m"].max(),
        }
        name, most = next(iter(limit.items()))
        assert size[name] <= most * (1 + 1e-6)
        assert size[name] > most / 2
        assert in_pieces(found.group, edges) == len(found.groups)


def test_one_group_meets_most_and_moves_never_lose():
    town, places, edges, _ = planted_town(5, 0.5)
    whole = find(town, places, edges, number=1)
    met = [find(town, places, edges, number=8, most_connections=70, sweeps=s).met_inside_kwh for s in (0, 1, 20)]
    assert met[0] <= met[1] <= met[2] < whole.met_inside_kwh
    assert len(whole.groups) == 1
    assert whole.modularity == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_never_worse_than_areas_at_their_number_and_size(seed):
    """Panels with one shape, where hours tell nothing: areas are strips."""
    rng = np.random.default_rng(seed)
    places, edges = lattice(16)
    sun = np.clip(np.sin(np.linspace(0, 14 * np.pi, 336)), 0, None)[:, None]
    kwp = np.where(rng.random(256) < 0.25, rng.gamma(4, 1, 256), 0)
    town = Hours(pv=-sun * kwp, base=rng.gamma(1.0, 0.5, (336, 256)))
    areas = (places[:, 0] // 70).astype(int)
    found = find(town, places, edges, areas=areas, like_areas=True)
    assert found.beside.equal_terms
    assert found.beside.margin_kwh >= -1e-6
    assert len(found.groups) <= areas.max() + 1
    assert found.summary["margin_mwh"] == pytest.approx(
        (found.met_inside_kwh - finish(groupings(town, [areas]))[0].met_inside_kwh) / 1000
    )
    # the best of it: areas that already meet everything cannot be beaten
    perfect = find(day_and_night(), PLACES, ROW, areas=["a", "a", "a", "b", "b", "b"], like_areas=True)
    assert perfect.beside.margin_kwh == 0


def test_two_groupings_beside_each_other_by_hand():
    town = day_and_night()
    laid = finish(beside(town, [0, 0, 0, 1, 1, 1], ["x", "x", "", "y", "y", "y"]))
    assert laid.ours.met_inside_kwh == pytest.approx(144)
    assert laid.other.met_inside_kwh == pytest.approx(36 + 72)
    assert (laid.ours.self_sufficiency, laid.other.self_sufficiency) == pytest.approx((1, 0.75))
    assert laid.margin_kwh == pytest.approx(36)
    assert laid.margin_percent == pytest.approx(100 * 36 / 108)
    assert laid.alone_kwh == 0


def test_the_gain_of_a_merger_is_what_more_is_met():
    rng = np.random.default_rng(2)
    net = rng.normal(size=(9, 200)).astype(np.float32)

    def met(side):
        return np.minimum(np.maximum(side, 0), np.inf).sum()

    def inside(rows):  # beyond the meters: half of what drops out of the sum of sizes
        return (np.abs(net[rows]).sum() - np.abs(net[rows].sum(axis=0)).sum()) / 2

    gains = merger_gain(net[0], net[1:])
    assert gains == pytest.approx([inside([0, k]) for k in range(1, 9)], rel=1e-5)


def test_modularity_is_that_of_the_exchange_written_out():
    town, _, _, planted = planted_town(1, 0.4, groups=3, side=6, hours=100)
    net = town.net_kw()
    surplus, need = np.maximum(-net, 0), np.maximum(net, 0)
    most = np.maximum(surplus.sum(axis=1), need.sum(axis=1))
    w = (surplus / most[:, None]).T @ need
    same = planted[:, None] == planted[None, :]
    chance = w.sum(axis=1)[:, None] * w.sum(axis=0)[None, :] / w.sum() ** 2
    assert modularity(exchange_of(town), planted) == pytest.approx((same * (w / w.sum() - chance)).sum(), rel=1e-4)


def test_hours_added_up_bound_what_is_met_from_above():
    town, _, _, planted = planted_town(7, 0.5)
    full, few = exchange_of(town), added_up(exchange_of(town), 100)
    assert len(few.hour) <= 125
    for group in (planted, np.zeros(400, int), np.arange(400)):
        met = [
            sum(np.minimum(x.surplus[group == k].sum(axis=0), x.need[group == k].sum(axis=0)).sum() for k in set(group))
            for x in (full, few)
        ]
        assert met[0] <= met[1] * (1 + 1e-5)
    assert few.surplus.sum() == pytest.approx(full.surplus.sum(), rel=1e-4)
    small = finish(read_exchange(town, np.arange(400), 400, 1.0))  # a megabyte holds 109 hours
    assert small.bound
    assert len(small.hour) <= 125
    assert small.surplus.sum() == pytest.approx(full.surplus.sum(), rel=1e-4)


def test_row_order_changes_nothing_but_row_order():
    town, places, edges, _ = planted_town(9, 0.5)
    found = find(town, places, edges, number=8, most_connections=70)
    mixed = np.random.default_rng(1).permutation(400)
    where = np.argsort(mixed)
    ids = [town.connection_ids[k] for k in mixed]
    other = Hours(ids, **{name: town.kw(name)[:, mixed] for name in town.technologies})
    again = find(other, places[mixed], where[edges][::-1, ::-1], number=8, most_connections=70)
    assert (again.group == found.group[mixed]).all()


def test_stations_stay_together():
    town, places, edges, _ = planted_town(4, 0.3)
    blocks = (places[:, 0] // 60).astype(int) * 100 + (places[:, 1] // 60).astype(int)
    found = find(town, places, edges, units=blocks, most_connections=60)
    for block in set(blocks):
        assert len(set(found.group[blocks == block])) == 1
    assert found.groups["connections"].max() <= 60
    large = find(town, places, edges, units=blocks, most_connections=3)
    assert [p.code for p in large.problems] == ["unit_too_large"]


def test_untidy_inputs():
    n = 6
    silent = find(Hours(pv=np.zeros((24, n)), base=np.zeros((24, n))), PLACES, ROW, most_connections=2)
    assert [p.code for p in silent.problems] == ["nothing_to_share"]
    assert silent.groups["connections"].max() <= 2
    assert np.isnan(silent.modularity)
    alone = find(day_and_night(), np.full((n, 2), np.nan), np.zeros((0, 2), int), number=2)
    assert len(alone.groups) == 6  # nothing touches
    assert [p.code for p in alone.problems] == ["more_groups_than_asked"]
    nowhere = find(day_and_night(), np.full((n, 2), np.nan), ROW)
    assert nowhere.group.tolist() == [0, 0, 0, 1, 1, 1]
    holes = day_and_night()
    holes.kw("base")[3] = np.nan
    assert find(holes, PLACES, ROW).group.tolist() == [0, 0, 0, 1, 1, 1]
    single = find(Hours(base=np.ones((24, 1))), np.zeros((1, 2)), np.zeros((0, 2)))
    assert single.group.tolist() == [0]
    nobody = find(Hours(base=np.ones((24, 0))), np.zeros((0, 2)), np.zeros((0, 2)))
    assert len(nobody.groups) == 0
    only_made = find(Hours(pv=-np.ones((24, n))), PLACES, ROW, most_connections=3)
    assert only_made.met_inside_kwh == 0
    with pytest.raises(EngineError, match="a place for each"):
        find(day_and_night(), PLACES[:3], ROW)
    with pytest.raises(EngineError, match="number must be"):
        FoundOptions(number=0)


def test_a_group_does_not_fall_apart_when_one_leaves():
    from stadsstroom.engine.holon.found.graph import holds_without

    row = Touching(6, ROW)
    group = np.array([0, 0, 0, 0, 1, 1])
    assert [holds_without(row, group, k) for k in range(6)] == [True, False, False, True, True, True]
    ring = Touching(6, np.vstack([ROW, [5, 0]]))
    assert all(holds_without(ring, np.zeros(6, int), k) for k in range(6))
