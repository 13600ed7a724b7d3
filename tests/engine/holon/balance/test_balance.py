"""Balance of holons worked by hand, and the awkward cases."""

from __future__ import annotations

import numpy as np
import pytest
from stadsstroom.engine import EngineError
from stadsstroom.engine.demand import Profiles
from stadsstroom.engine.holon.balance import Upper, read_upper

from .conftest import balanced, nested

# Four homes in two streets; hours of night, noon and evening. Home 0 has panels, home 2 a battery.
#              h0   h1   h2   h3
BASE = [[1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 1.0, 1.0], [2.0, 2.0, 2.0, 2.0]]
PV = [[0.0, 0.0, 0.0, 0.0], [-6.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
BATTERY = [[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, -1.0, 0.0]]
STREETS = [0, 0, 1, 1]


@pytest.fixture
def four(hours_of):
    return hours_of(base=BASE, pv=PV, battery=BATTERY)


def rows(found):
    return found.holons.frame.set_index("holon_id").to_dict("index")


def test_surplus_first_meets_need_inside_then_next_door_then_beyond(four):
    found = balanced(four, nested([STREETS]))
    row = rows(found)
    # noon: home 0 has 5 kW over; 2 go next door; the street has 3 over, which the other street needs
    assert row["h0"]["inside_mwh"] == pytest.approx(1e-3)
    assert (row["h0"]["siblings_out_mwh"], row["h0"]["outward_out_mwh"]) == pytest.approx((2e-3, 3e-3))
    assert row["h1"]["siblings_in_mwh"] == pytest.approx(2e-3)
    assert row["found:1"]["siblings_out_mwh"] == pytest.approx(3e-3)
    assert row["found:1"]["outward_out_mwh"] == 0
    assert row["found:2"]["siblings_in_mwh"] == pytest.approx(3e-3)
    assert row["found:2"]["stored_mwh"] == pytest.approx(1e-3)
    assert found.summary["outward_out_mwh"] == 0
    assert found.summary["outward_in_mwh"] == pytest.approx(4e-3 + 7e-3)


def test_indicators_by_hand(four):
    row = rows(balanced(four, nested([STREETS])))
    home = row["h0"]  # uses 4, makes 6, 5 go out, 3 come in
    assert home["self_sufficiency"] == pytest.approx(1 - 3 / 4)
    assert home["self_consumption"] == pytest.approx(1 - 5 / 6)
    assert (home["import_peak_kw"], home["import_peak_hour"]) == (2.0, "2023-01-01T02:00Z")
    assert (home["export_peak_kw"], home["export_peak_hour"]) == (5.0, "2023-01-01T01:00Z")
    assert (home["autonomy_hours"], home["self_supplied_hours"]) == (1, 1)
    street = row["found:1"]
    assert street["coincidence_gain"] == pytest.approx(1 - 4 / (2 + 2))
    assert row["h1"]["self_sufficiency"] == 0
    assert row["h1"]["export_peak_hour"] is None
    assert np.isnan(row["h1"]["self_consumption"])
    assert np.isnan(home["coincidence_gain"])
    with_battery = row["h2"]  # uses 4; 1 + 2 + 1 come in
    assert with_battery["self_sufficiency"] == 0
    assert row["found:2"]["inside_mwh"] == pytest.approx(1e-3)  # of the battery, in the evening


def test_proportional_among_siblings(hours_of):
    # 3 kW over, needs of 1, 2 and 3: half of each is met
    found = balanced(hours_of(base=[[0, 1, 2, 3]], pv=[[-3, 0, 0, 0]]), nested([[0, 0, 0, 0]]), flows_from_level=1)
    row = rows(found)
    assert [row[f"h{k}"]["siblings_in_mwh"] * 1e3 for k in (1, 2, 3)] == pytest.approx([0.5, 1.0, 1.5])
    flows = found.flows.frame.set_index("flow_id")["mwh"]
    assert flows["h0 > h3"] * 1e3 == pytest.approx(1.5)
    assert flows["found:1 > h3"] * 1e3 == pytest.approx(1.5)
    assert flows[" > found:1"] * 1e3 == pytest.approx(3.0)


def test_the_largest_flows_are_told_apart_and_the_rest_is_one(hours_of):
    found = balanced(
        hours_of(base=[[0, 1, 2, 3]], pv=[[-3, 0, 0, 0]]), nested([[0, 0, 0, 0]]), flows_from_level=1, flows_per_holon=1
    )
    flows = found.flows.frame
    # whoever takes keeps its largest giver, so all three are told
    assert set(flows.loc[flows["kind"] == "sibling", "flow_id"]) == {"h0 > h1", "h0 > h2", "h0 > h3"}
    found = balanced(
        hours_of(base=[[0, 0, 2, 3]], pv=[[-3, -1, 0, 0]]),
        nested([[0, 0, 0, 0]]),
        flows_from_level=1,
        flows_per_holon=0,
    )
    flows = found.flows.frame.set_index("flow_id")
    assert flows.loc["h0 > found:1 (rest)", ["from_name", "to_name"]].tolist() == ["h0", "the other neighbours"]
    assert flows.loc[" > found:1", ["from_name", "to_name"]].tolist() == ["outside", "Group 1"]
    rest = found.flows.frame.query("kind == 'rest'").set_index("flow_id")["mwh"] * 1e3
    assert rest["h0 > found:1 (rest)"] == pytest.approx(3)
    assert rest["found:1 > h3 (rest)"] == pytest.approx(4 * 3 / 5)


def test_the_other_neighbours_of_the_outermost_holons_are_not_outside(hours_of):
    hours = hours_of(base=[[0, 1, 1, 0]], pv=[[-3, 0, 0, 0]])
    flows = balanced(hours, nested([[0, 1, 2, 3]]), flows_per_holon=0).flows
    ends = {name: line.coords[-1] for name, line in zip(flows.frame["flow_id"], flows.geometry)}
    assert 20 < ends["found:1 >  (rest)"][0] < 30  # towards the middle of the four, at x = 30
    assert ends["found:1 > "][0] == pytest.approx(0, abs=1)  # straight up, beyond the map
    assert ends["found:1 > "][1] > 5


def test_hours_of_holons_and_flows_are_kept(four, tmp_path):
    found = balanced(four, nested([STREETS]), path=tmp_path / "holons.profiles", flow_path=tmp_path / "flows.profiles")
    hours = Profiles.open(tmp_path / "holons.profiles")
    assert hours.start_utc == four.start_utc
    assert np.abs(hours.net_kw()).max() < 1e-6  # signed as drawn or given, they cancel
    street = hours.connection_ids.index("found:1")
    assert hours.kw("made")[:, street].tolist() == [0, -6, 0]
    assert hours.kw("siblings")[:, street].tolist() == [0, 3, 0]
    assert hours.kw("outward")[:, street].tolist() == [-2, 0, -4]
    flows = Profiles.open(tmp_path / "flows.profiles")
    assert flows.connection_ids == found.flows.frame.set_index("flow_id").loc[flows.connection_ids].index.tolist()
    one = flows.kw("flow")[:, flows.connection_ids.index("found:1 > found:2")]
    assert one.tolist() == [0, 3, 0]
    row = found.flows.frame.set_index("flow_id").loc["found:1 > found:2"]
    assert (row["mwh"], row["peak_kw"]) == pytest.approx((3e-3, 3))
    assert row["peak_hour"] == "2023-01-01T01:00Z"
    assert flows.net_kw().sum() / 1e3 == pytest.approx(found.flows.frame["mwh"].sum(), rel=1e-6)


def test_hours_of_single_connections_can_be_left_out(four, tmp_path):
    balanced(four, nested([STREETS]), path=tmp_path / "x.profiles", connection_hours=False)
    assert Profiles.open(tmp_path / "x.profiles").connection_ids == ["found:1", "found:2"]


def test_the_longest_run_alone_goes_on_from_block_to_block(hours_of):
    net = np.ones(40)
    net[3:6], net[10:31], net[38:] = -1, 0, -1
    for step in (40, 12, 5, 1):
        row = rows(balanced(hours_of(base=net[:, None]), nested([[0]]), block_hours=step))["found:1"]
        assert (row["autonomy_hours"], row["self_supplied_hours"]) == (21, 26)


def test_generation_without_demand_and_all_zero_hours(hours_of):
    row = rows(balanced(hours_of(pv=[[-1.0, 0.0], [0.0, 0.0]]), nested([[0, 1]])))
    assert np.isnan(row["h0"]["self_sufficiency"])
    assert row["h0"]["self_consumption"] == 0
    assert (row["h1"]["used_mwh"], row["h1"]["import_peak_hour"], row["h1"]["autonomy_hours"]) == (0, None, 2)
    assert np.isnan(row["h1"]["self_sufficiency"])
    assert np.isnan(row["h1"]["self_consumption"])


def test_a_community_of_one(hours_of):
    found = balanced(hours_of(base=[[2.0], [1.0]], pv=[[0.0], [-3.0]]), nested([[0]]))
    row = rows(found)
    assert row["found:1"]["import_mwh"] == row["h0"]["import_mwh"] == pytest.approx(2e-3)
    assert row["found:1"]["members"] == 1
    assert np.isnan(row["found:1"]["coincidence_gain"])
    assert set(found.flows.frame["flow_id"]) == {" > found:1", "found:1 > "}


def test_connections_alone_are_a_nesting_too(hours_of):
    found = balanced(hours_of(base=[[0.0, 1.0]], pv=[[-2.0, 0.0]]), nested([], ["h0", "h1"]))
    assert rows(found)["h1"]["siblings_in_mwh"] == pytest.approx(1e-3)
    assert found.summary["outward_out_mwh"] == pytest.approx(1e-3)


def test_hours_that_are_no_numbers_count_as_nothing_and_are_told(hours_of):
    found = balanced(hours_of(base=[[1.0, np.nan], [1.0, 1.0]]), nested([[0, 0]]))
    assert [(p.code, p.feature_id) for p in found.problems] == [("hours_unknown", "h1")]
    assert rows(found)["found:1"]["used_mwh"] == pytest.approx(3e-3)


def test_nothing_to_balance_is_a_sentence(hours_of):
    with pytest.raises(EngineError, match="hold no hours"):
        balanced(hours_of(ids=[], base=np.zeros((3, 0))), nested([], []))


def test_a_cancelled_run_leaves_no_file(four, tmp_path):
    from stadsstroom.engine.holon.balance import BalanceOptions, balance

    steps = balance(four, nested([STREETS]), (), tmp_path / "a.x", tmp_path / "b.x", BalanceOptions(block_hours=1))
    seen = [next(steps).fraction for _ in range(6)]
    steps.close()
    assert seen == sorted(seen)
    assert not list(tmp_path.glob("*.x*"))


def test_surplus_helps_outside_when_it_is_needed_there(hours_of):
    net = hours_of(base=[[1.0], [1.0], [1.0], [1.0]], pv=[[-3.0], [-3.0], [0.0], [0.0]])
    #                  surplus outside, needed, tight, surplus
    upper = Upper("country", np.array([-5.0, 2.0, 9.0, 0.0]), np.array([-10.0, 50.0, 200.0, 0.0]))
    found = balanced(net, nested([[0]]), (upper,), tight_percent=25)
    row = rows(found)["found:1"]
    assert row["helps_mwh"] * 1e3 == pytest.approx(2 + 1)  # given in hour 1, drawn in hour 3
    assert row["hurts_mwh"] * 1e3 == pytest.approx(2 + 1)  # given in hour 0, drawn in hour 2
    assert row["value_eur"] == pytest.approx((2 * -10 + 2 * 50 - 1 * 200 - 0) / 1e3)
    assert found.summary["price_given_eur_per_mwh"] == pytest.approx(20)
    assert found.summary["price_drawn_eur_per_mwh"] == pytest.approx(100)
    assert found.summary["given_in_surplus_hours"] == 1
    assert np.isnan(rows(found)["h0"]["helps_mwh"])


@pytest.mark.parametrize(
    "text", ["residual_load,price_eur_per_mwh\n1,10\n-2,20.5\n", "uur;Restvraag;Prijs\n0;1;10\n1;-2;20,5\n"]
)
def test_hours_outside_are_read_from_a_table(tmp_path, text):
    path = tmp_path / "land.csv"
    path.write_text(text, encoding="utf-8")
    (upper,) = read_upper(path, 2)
    assert upper.residual.tolist() == [1, -2]
    assert upper.price_eur_per_mwh.tolist() == [10, 20.5]
    assert upper.surplus_hours().tolist() == [False, True]


def test_each_level_outside_is_told_apart(hours_of, tmp_path):
    """One panel gives 2 kWh in an hour in which the region has a surplus and the country has not."""
    path = tmp_path / "land.csv"
    path.write_text("residual_load_region,residual_load_country,prijs_land\n-1,5,10\n3,-4,30\n", encoding="utf-8")
    uppers = read_upper(path, 2)
    assert [upper.scale for upper in uppers] == ["region", "country"]
    found = balanced(hours_of(base=[[1.0], [1.0]], pv=[[-3.0], [0.0]]), nested([[0]]), uppers, tight_percent=50)
    beyond = found.levels[found.levels["kind"] == "outside"].set_index("name")
    assert beyond.loc["The region", ["helps_mwh", "hurts_mwh"]].tolist() == pytest.approx([0, 2e-3 + 1e-3])
    assert beyond.loc["The country", ["helps_mwh", "hurts_mwh"]].tolist() == pytest.approx([2e-3 + 1e-3, 0])
    assert beyond.at["The country", "value_eur"] == pytest.approx((2 * 10 - 1 * 30) / 1e3)
    assert rows(found)["found:1"]["hurts_mwh"] == pytest.approx(3e-3)  # by the nearest level


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n1,2\n", "neither a residual load nor a price"),
        ("residual_load\n1\n", "for each of the 2 hours"),
        ("residual_load\n1\n1\n1\n1\n", "it has 4 rows"),  # half hours
        ("price\n1\nx\n", "Column price"),
    ],
)
def test_hours_outside_that_cannot_be_used_are_a_sentence(tmp_path, text, why):
    path = tmp_path / "land.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EngineError, match=why):
        read_upper(path, 2)
    with pytest.raises(EngineError, match="cannot be read"):
        read_upper(tmp_path / "gone.csv", 2)


def test_hours_outside_may_be_profiles(hours_of):
    outside = hours_of(base=[[5.0, 1.0], [1.0, 0.0]], pv=[[0.0, 0.0], [-3.0, 0.0]])
    assert read_upper(outside.path, 2)[0].residual.tolist() == [6, -2]
