"""A community settles: keys by hand, invariants on random hours, bills, energy poverty, one contract, untidiness."""

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine import FeatureTable
from stadsstroom.engine.demand import Profiles
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.holon.sharing import KEYS, PRICE_RULES, SharingOptions, share_energy, share_hours
from stadsstroom.engine.progress import finish

from ..found.towns import Hours


def town(seed=1, hours=500, n=12):
    rng = np.random.default_rng(seed)
    base = rng.gamma(0.5, 1.0, (hours, n))
    pv = -rng.gamma(0.4, 3.0, (hours, n)) * (rng.random(n) < 0.5)
    return Hours(base=base, pv=pv)


def households(ids, **columns):
    frame = pd.DataFrame({"feature_id": ids, "connection_id": ids, **columns})
    return FeatureTable(frame, shapely.points(np.arange(len(ids)), 0.0), "EPSG:28992", "members")


def share(profiles, ids=None, table=None, path=None, report=None, **options):
    ids = profiles.connection_ids if ids is None else ids
    return finish(share_energy(profiles, ids, SharingOptions(**options), table, path, report))


def told(found):
    """Codes of the problems, but for hours that are no whole year: few hours are in the tests."""
    return [p.code for p in found.problems if p.code != "not_a_year"]


# One hour: a gives 10; b, c and d need 2, 6 and 8.
GIVEN, NEED = np.array([[10.0, 0, 0, 0]]), np.array([[0.0, 2, 6, 8]])


@pytest.mark.parametrize(
    ("key", "weights", "used"),
    [
        ("dynamic", None, [0, 1.25, 3.75, 5]),
        ("static", [0.25, 0.25, 0.25, 0.25], [0, 2, 2.5, 2.5]),
        ("static", [0, 0.5, 0.5, 0], [0, 2, 5, 0]),
        ("cascade", [0.25, 0.25, 0.25, 0.25], [0, 2, 4, 4]),  # 2.5 each; 0.5 and 2.5 left over go to c and d alike
        ("cascade", [0, 0.8, 0.2, 0], [0, 2, 6, 2]),  # d has no share: what is left when b and c are full
        ("hybrid", [0.25, 0.25, 0.25, 0.25], [0, 2, 2.5 + 3 * 3.5 / 9, 2.5 + 3 * 5.5 / 9]),
        ("social", None, [0, 2, 8 * 6 / 14, 8 * 8 / 14]),  # b is poor
    ],
)
def test_keys_by_hand(key, weights, used):
    received, given = share_hours(GIVEN, NEED, key, None if weights is None else np.array(weights), np.arange(4) == 1)
    assert received[0] == pytest.approx(used)
    assert given[0] == pytest.approx([sum(used), 0, 0, 0])


def test_where_statistics_tell_half_of_a_members_households_are_poor_half_of_its_need_comes_first():
    received, _ = share_hours(GIVEN, NEED, "social", first=np.array([0, 0, 0.5, 0.25]))
    assert received[0] == pytest.approx([0, 5 * 2 / 11, 3 + 5 * 3 / 11, 2 + 5 * 6 / 11])


def repeated_static(pool, need, weights):
    """The cascade as it is told: round after round, in one hour."""
    used = np.zeros_like(need)
    for _ in range(200):
        wanting = (need - used > 1e-12) & (weights > 0)
        if pool <= 1e-12 or not wanting.any():
            break
        round_ = np.minimum(pool * weights * wanting / weights[wanting].sum(), need - used)
        used, pool = used + round_, pool - round_.sum()
    return used


def test_the_cascade_is_static_repeated_round_after_round():
    rng = np.random.default_rng(3)
    given, need = rng.gamma(0.4, 2.0, (60, 8)), rng.gamma(0.6, 1.0, (60, 8))
    weights = np.r_[0.0, rng.random(7)]
    weights /= weights.sum()
    need[:, 0] = 0  # the member without a share
    received, _ = share_hours(given, need, "cascade", weights)
    told = [repeated_static(pool, each, weights) for pool, each in zip(given.sum(axis=1), need)]
    assert received == pytest.approx(np.array(told), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_invariants_of_the_keys(seed):
    rng = np.random.default_rng(seed)
    net = rng.normal(0, 2, (300, 9)) * rng.integers(0, 3, (300, 9))
    given, need = np.maximum(-net, 0), np.maximum(net, 0)
    weights = rng.random(9)
    weights /= weights.sum()
    most = np.minimum(given.sum(axis=1), need.sum(axis=1))
    for key in KEYS:
        received, handed = share_hours(given, need, key, weights, rng.random(9) < 0.3)
        assert (received >= 0).all()
        assert (received <= need * (1 + 1e-12) + 1e-12).all()
        assert (handed <= given * (1 + 1e-12) + 1e-12).all()
        assert received.sum(axis=1) == pytest.approx(handed.sum(axis=1), abs=1e-9)
        if key == "static":
            assert (received.sum(axis=1) <= most + 1e-9).all()
            assert received.sum() < most.sum()
        else:
            assert received.sum(axis=1) == pytest.approx(most, abs=1e-9)


@pytest.mark.parametrize("rule", PRICE_RULES)
@pytest.mark.parametrize("key", KEYS)
def test_cash_sums_to_zero_and_bills_reconcile(key, rule):
    found = share(town(), key=key, price_rule=rule, yearly_cost_eur=120.0 if rule == "cost_price" else None)
    frame, s = found.members.frame, found.summary
    o = SharingOptions()
    assert abs(s["cash_eur"]) <= 1e-9 * s["cash_turned_over_eur"]
    assert frame["received_kwh"].sum() == pytest.approx(frame["given_kwh"].sum(), rel=1e-9)
    spread = o.buy_eur_per_kwh - o.tax_eur_per_kwh - o.feed_in_eur_per_kwh
    assert s["saving_eur"] == pytest.approx(s["received_kwh"] * spread, rel=1e-9)  # whatever the price among members
    assert s["bills_before_eur"] - s["bills_after_eur"] == pytest.approx(s["saving_eur"])
    by_hand = (
        o.buy_eur_per_kwh * (frame["drawn_kwh"] - frame["received_kwh"])
        - o.feed_in_eur_per_kwh * (frame["fed_in_kwh"] - frame["given_kwh"])
        + s["price_eur_per_kwh"] * (frame["received_kwh"] - frame["given_kwh"])
        + o.tax_eur_per_kwh * frame["received_kwh"] + (o.fixed_eur_per_year - o.tax_reduction_eur_per_year) * 500 / 8760
    )  # fmt: skip
    assert frame["bill_after_eur"].to_numpy() == pytest.approx(by_hand.to_numpy())
    if rule == "cost_price":
        assert s["price_eur_per_kwh"] * s["received_kwh"] == pytest.approx(120 * 500 / 8760)
    assert found.hours["shared"].sum() == pytest.approx(s["received_kwh"])


@pytest.mark.parametrize("key", KEYS)
def test_no_member_is_worse_off_between_the_suppliers_prices(key):
    for price in np.linspace(0.05, 0.15, 6):
        found = share(town(2), key=key, price_rule="tariff", tariff_eur_per_kwh=float(price))
        assert found.summary["worse_off"] == 0
        assert found.members.frame["saving_eur"].min() >= -1e-9
        assert not told(found)
    dear = share(town(2), key=key, price_rule="tariff", tariff_eur_per_kwh=0.3)
    assert dear.summary["worse_off"] > 0
    assert told(dear) == ["price_outside"]


def test_two_neighbours_by_hand():
    """One feeds in 2 kW for 100 hours, the other draws 1 kW, and 1 kW for 50 hours more."""
    kw = np.zeros((200, 2))
    kw[:100] = [-2, 1]
    kw[100:150, 1] = 1
    found = share(Hours(["a", "b"], base=kw), price_rule="tariff", tariff_eur_per_kwh=0.1, buy_eur_per_kwh=0.3,
                  feed_in_eur_per_kwh=0.04, tax_on_shared=False, fixed_eur_per_year=300,
                  tax_reduction_eur_per_year=100)  # fmt: skip
    frame = found.members.frame.set_index("connection_id")
    assert frame["received_kwh"].to_dict() == {"a": 0, "b": 100}
    assert frame["given_kwh"].to_dict() == pytest.approx({"a": 100, "b": 0})
    fixed = 200 * 200 / 8760  # 200 hours of € 200 a year
    assert frame["bill_before_eur"].to_dict() == pytest.approx({"a": fixed - 8, "b": fixed + 45})
    assert frame["bill_after_eur"].to_dict() == pytest.approx({"a": fixed - 4 - 10, "b": fixed + 15 + 10})
    assert found.summary["pooled_peak_kw"] == 1
    assert found.summary["shared_of_fed_in"] == pytest.approx(0.5)


def test_one_contract_for_all_spares_what_peaks_do_not_share():
    kw = np.zeros((48, 3))
    kw[7, 0], kw[18, 1], kw[18, 2] = 10, 8, 6
    s = share(Hours(base=kw), capacity_eur_per_kw_year=50).summary
    assert (s["sum_of_peaks_kw"], s["pooled_peak_kw"], s["capacity_spared_kw"]) == (24, 14, 10)
    assert s["capacity_spared_eur"] == pytest.approx(500 * 48 / 8760)


@pytest.mark.parametrize(("kw", "hours", "kwh"), [(14, 0, 0), (12, 1, 2), (5, 3, 9 + 5 + 2)])
def test_a_group_contract_at_one_capacity_may_fall_short_either_way(kw, hours, kwh):
    """Together they draw 10 and 14 kW in an hour each, and feed in 7."""
    own = np.zeros((48, 3))
    own[7, 0], own[18, 1], own[18, 2], own[30, :2] = 10, 8, 6, (-9, 2)
    s = share(Hours(base=own), contract_kw=kw).summary
    assert (s["contract_hours_over"], s["contract_kwh_over"]) == (hours, pytest.approx(kwh))
    assert s["pooled_feed_in_kw"] == 7


@pytest.mark.parametrize(("start", "hours", "years"), [
    ("2023-01-01", 8760, 1.0), ("2024-01-01", 8784, 1.0), ("2024-01-01", 8760, 1.0), ("2023-05-01", 8784, 1.0),
    ("2023-01-01", 876, 0.1), ("2024-01-01", 4392, 0.5), ("2023-07-01", 4392, 0.5), ("2022-01-01", 17520, 2.0),
])  # fmt: skip
def test_hours_that_are_no_year_pay_their_part_of_what_a_year_costs(start, hours, years):
    """One feeds in 2 kW and the other draws 1 kW, always; of a year's cost and fixed charges they bear their part."""
    profiles = Hours(["a", "b"], base=np.tile([-2.0, 1.0], (hours, 1)))
    profiles.start_utc = np.datetime64(f"{start}T00:00:00")
    table = households(["a", "b"], income_eur=[40_000.0, 20_000.0], other_energy_eur=[0.0, 500.0])
    found = share(profiles, table=table, price_rule="cost_price", yearly_cost_eur=700.0, fixed_eur_per_year=300.0,
                  tax_reduction_eur_per_year=0.0, buy_eur_per_kwh=0.3, capacity_eur_per_kw_year=10.0)  # fmt: skip
    frame, s = found.members.frame.set_index("connection_id"), found.summary
    assert frame.loc["b", "bill_before_eur"] == pytest.approx(0.3 * hours + 300 * years)
    assert s["price_eur_per_kwh"] * s["received_kwh"] == pytest.approx(700 * years)
    assert frame.loc["b", "quote_before"] == pytest.approx((0.3 * hours / years + 300 + 500) / 20_000)
    assert s["capacity_spared_eur"] == pytest.approx(10 * years)  # one draws 1 kW, and together they never draw
    (problem,) = [p for p in found.problems if p.code == "not_a_year"] or [None]
    assert (problem is None) == (years == 1.0)
    if problem is not None:
        assert problem.values == {"hours": hours, "percent": pytest.approx(100 * years)}


def test_hours_without_a_number_count_as_nothing_and_are_told():
    kw = np.tile([-2.0, 1.0, 1.0], (100, 1))
    kw[10:14, 1], kw[12, 0], kw[50, 1] = np.nan, np.nan, np.inf
    names = ["sun", "b", "c"]
    found = share(Hours(names, base=kw), table=households(names))
    frame = found.members.frame.set_index("connection_id")
    assert frame["drawn_kwh"].to_dict() == {"sun": 0, "b": 95, "c": 100}
    assert frame["fed_in_kwh"].to_dict() == {"sun": 198, "b": 0, "c": 0}
    assert found.summary["received_kwh"] == pytest.approx(99 - 4 + 99)
    named = {p.feature_id: p for p in found.problems if p.code == "hours_without_number"}
    assert {name: p.values["count"] for name, p in named.items()} == {"sun": 1, "b": 5}
    assert named["b"].place == found.members.geometry[1]
    assert abs(found.summary["cash_eur"]) < 1e-9
    nothing = share(Hours(names, base=np.full((24, 3), np.nan)))
    assert told(nothing) == ["hours_without_number"] * 3 + ["nothing_shared"]
    assert np.isfinite(nothing.members.frame["bill_after_eur"]).all()


def test_energy_poverty_by_income():
    profiles = Hours(["sun", "poor", "rich"], base=np.tile([-4.0, 1, 1], (8760, 1)))
    table = households(["sun", "poor", "rich"], income_eur=[30e3, 30e3, 60e3], other_energy_eur=[500.0, 800, 800])
    found = share(profiles, table=table, poverty_quote=0.1, fixed_eur_per_year=500, tax_reduction_eur_per_year=600,
                  price_rule="tariff", tariff_eur_per_kwh=0.06)  # fmt: skip
    frame = found.members.frame.set_index("connection_id")
    assert frame.loc["poor", "quote_before"] == pytest.approx((8.76 * 270 - 100 + 800) / 30_000)
    assert frame.loc["poor", "quote_after"] == pytest.approx((8.76 * 180 - 100 + 800) / 30_000)
    assert frame["poor"].tolist() == [0, 1, 0]
    s = found.summary
    assert (s["poor_households"], s["over_quote_before"], s["over_quote_after"], s["lifted"]) == (1, 1, 0, 1)
    assert s["poor_saving_eur"] == pytest.approx(8.76 * 90)


def test_the_poor_come_first_with_the_social_key_and_statistics_count_by_share():
    profiles = town(4)
    table = households(profiles.connection_ids, vulnerable=np.r_[np.ones(3), np.zeros(9)])
    social, plain = (share(profiles, table=table, key=key).summary for key in ("social", "dynamic"))
    assert social["received_kwh"] == pytest.approx(plain["received_kwh"])
    assert social["poor_saving_eur"] > 1.05 * plain["poor_saving_eur"]
    shares = households(profiles.connection_ids, vulnerable=np.full(12, 0.25), dwellings=np.full(12, 2))
    found = share(profiles, table=shares).summary
    assert found["poor_households"] == 6
    assert found["poor_saving_eur"] == pytest.approx(found["saving_eur"] / 4)


def test_where_nobody_lives_nobody_is_poor():
    """A shop in a neighbourhood of which the statistics tell that half the households are energy-poor."""
    profiles = Hours(["sun", "home", "shop"], base=np.tile([-1.0, 1, 1], (48, 1)))
    table = households(["sun", "home", "shop"], dwellings=[1.0, 4, 0], vulnerable=[0, 0.5, 0.5], income_eur=1.0)
    found = share(profiles, table=table, key="social")
    frame = found.members.frame.set_index("connection_id")
    assert frame["poor"].to_dict() == {"sun": 0, "home": 0.5, "shop": 0}
    assert np.isnan(frame.loc["shop", "quote_before"])
    assert found.summary["poor_households"] == 2
    assert frame.loc["home", "received_kwh"] == pytest.approx(48 * (0.5 + 0.5 * 0.5 / 1.5))


def test_where_the_tax_takes_more_than_sharing_saves_no_price_is_advised():
    found = share(town(2), buy_eur_per_kwh=0.15, tax_eur_per_kwh=0.12, feed_in_eur_per_kwh=0.05)
    assert found.summary["saving_eur"] < 0
    assert told(found) == ["sharing_costs"]
    assert told(share(town(2), buy_eur_per_kwh=0.15, tax_on_shared=False)) == []


def test_untidy_members():
    profiles = town(5)
    twice = share(profiles, ["c0001", "c0002", "c0001", "nobody"])
    assert sorted(told(twice)) == ["member_twice", "member_without_profile"]
    assert twice.members.frame["connection_id"].tolist() == ["c0001", "c0002"]
    for weights, codes in (
        ([0.0] * 12, ["no_shares"]),
        ([10.0] * 12, ["shares_do_not_sum"]),
        ([100 / 12] * 12, []),
        ([1 / 12] * 12, []),
        ([-5.0, np.nan] + [10.0] * 10, ["member_without_share"]),
    ):
        found = share(profiles, table=households(profiles.connection_ids, weight=weights), key="static")
        assert told(found) == codes
        assert found.members.frame["share_percent"].sum() == pytest.approx(100)
    with pytest.raises(EngineError, match="None of the 1 members"):
        share(profiles, ["nobody"])
    with pytest.raises(EngineError, match="key must be one of"):
        SharingOptions(key="lottery")
    strangers = share(profiles, table=households(["x"], income_eur=[1.0]))
    assert strangers.members.geometry[0] is None


@pytest.mark.parametrize("key", KEYS)
def test_nothing_to_share(key):
    for profiles in (
        Hours(base=np.ones((24, 1))),
        Hours(base=-np.ones((24, 1))),
        Hours(base=np.zeros((24, 3))),
        Hours(base=np.ones((24, 3))),
        Hours(base=-np.ones((24, 3))),
    ):
        found = share(profiles, key=key)
        assert found.summary["received_kwh"] == 0
        assert told(found) == ["nothing_shared"]
        assert np.isfinite(found.members.frame["bill_after_eur"]).all()
        assert (found.members.frame["saving_eur"] == 0).all()


def test_files_and_report(tmp_path):
    profiles = town(6, hours=24 * 70)
    table = households(profiles.connection_ids, vulnerable=np.r_[1.0, np.zeros(11)])
    found = share(profiles, table=table, path=tmp_path / "shared.profiles", report=tmp_path / "report.html")
    written = Profiles.open(tmp_path / "shared.profiles")
    assert written.kw("received").sum(dtype=float) == pytest.approx(found.summary["received_kwh"], rel=1e-5)
    assert written.net_kw().sum(axis=1) == pytest.approx(0, abs=1e-4)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Bills before and after" in text
    assert "1 households are energy-poor" in text
    assert "with known income" not in text
    assert "in 1,680 hours (19.2 % of a year)" in text
    steps = share_energy(profiles, profiles.connection_ids, path=tmp_path / "half.profiles")
    next(steps), next(steps)
    steps.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["report.html", "shared.profiles"]


def test_both_readings_of_the_year_report_their_progress(monkeypatch):
    """So that a run can be stopped in either."""
    monkeypatch.setattr("stadsstroom.engine.holon.sharing.settle.BLOCK_CELLS", 12 * 50)
    profiles = town()
    told = [step.fraction for step in share_energy(profiles, profiles.connection_ids)]
    assert told == sorted(told)
    assert sum(fraction <= 0.4 for fraction in told) > 10
    assert sum(0.4 < fraction < 0.95 for fraction in told) >= 10
