"""What is said where nothing is wrong, where nothing fits, where nothing helps; and that steering harms nobody."""

import numpy as np
import pytest
from stadsstroom.engine.demand import Profiles
from stadsstroom.engine.errors import EngineError
from stadsstroom.engine.holon.pockets import PocketOptions, find_pockets
from stadsstroom.engine.holon.pockets.alone import alone_hours
from stadsstroom.engine.holon.pockets.words import split_words
from stadsstroom.engine.progress import finish

from .small_nets import days, evening, feeder, profiles_of, two_buses


def found_of(net, base, path, options=None, **more):
    profiles = profiles_of(net, path / "town.profiles", base, **more)
    return finish(find_pockets(net, profiles, options or PocketOptions(), path / "steered.profiles"))


def test_without_overload_the_layers_are_empty_and_a_sentence_says_so(tmp_path):
    found = found_of(two_buses(), np.full((48, 1), 10.0), tmp_path)
    assert len(found.pockets) == len(found.remedies) == len(found.switches) == 0
    assert found.summary["sentence"].startswith("No section or transformer is above its limit")
    steered = Profiles.open(found.steered)
    np.testing.assert_allclose(steered.net_kw(), 10.0)


def test_profiles_of_another_net_stop_the_run_with_a_sentence(tmp_path):
    net = two_buses()
    profiles = profiles_of(net, tmp_path / "a.profiles", np.full((24, 1), 10.0))
    net.load["name"] = "somebody else"
    with pytest.raises(EngineError, match="None of the 1 connections in the profiles is a load of the net"):
        finish(find_pockets(net, profiles))


def test_a_profile_that_the_net_does_not_know_is_a_problem(tmp_path):
    net = feeder()
    profiles = profiles_of(net, tmp_path / "a.profiles", np.full((48, 3), 60.0))
    net.load.loc[2, "name"] = "stranger"
    found = finish(find_pockets(net, profiles, PocketOptions(open_points=False)))
    codes = {problem.code for problem in found.problems}
    assert {"profile_without_load", "load_without_profile"} <= codes


def test_an_overload_without_end_is_no_work_for_steering(tmp_path):
    found = found_of(two_buses(), np.full((24 * 12, 1), 80.0), tmp_path)
    row = found.pockets.frame.iloc[0]
    assert not row["battery_suitable"]
    assert row["cheapest"] == "copper"
    assert not row["clean"]
    # 0.1 kA at 0.4 kV with a power factor of 0.95 is some 64 kW; three kWh of battery take next to nothing off
    assert 10 < row["shortfall_kw"] < 20
    assert "steering alone falls" in row["remedy"]
    assert np.isnan(row["mix_eur_per_year"])
    np.testing.assert_allclose(Profiles.open(found.steered).net_kw(), 80.0, rtol=1e-6)


def test_cars_leave_with_their_energy_and_next_to_nothing_of_a_battery_is_needed(tmp_path):
    net = two_buses()
    number = 12
    arrival = 18.0 + 24 * np.arange(number)
    facts = {
        "connection": np.zeros(number, int), "arrival_hour": arrival, "departure_hour": arrival + 12,
        "kwh": np.full(number, 40.0), "kw": np.full(number, 20.0),
    }  # fmt: skip
    car = np.zeros((24 * (number + 1), 1))
    for hour in arrival.astype(int):
        car[hour : hour + 2] = 20.0
    base = np.tile(evening(20, 55), number + 1)[:, None]
    found = found_of(net, base, tmp_path, more={"car": car}, facts={"car_sessions": facts})
    row = found.pockets.frame.iloc[0]
    steered = Profiles.open(found.steered)
    assert row["clean"]
    alone = found.remedies.frame.set_index("kind").loc["battery", "battery_kwh"]
    assert row["battery_kwh"] < 0.05 * alone
    assert row["shifted_mwh"] > 0.05
    moved = np.asarray(steered.kw("car"), float)[:, 0]
    for hour in arrival.astype(int):
        assert moved[hour : hour + 12].sum() == pytest.approx(40, rel=1e-5)
    assert moved.max() <= 20 + 1e-4
    assert "cars charge later" in row["remedy"]


def test_the_same_input_gives_the_same_answer(tmp_path):
    base = np.column_stack([days(evening(10, 38), 8, k) for k in range(3)])
    first, second = (tmp_path / name for name in "ab")
    for folder in (first, second):
        folder.mkdir()
    one, two = found_of(feeder(), base, first), found_of(feeder(), base, second)
    assert one.pockets.frame.equals(two.pockets.frame)
    assert one.remedies.frame.equals(two.remedies.frame)
    assert one.steered.read_bytes() == two.steered.read_bytes()


def test_a_run_that_is_stopped_leaves_no_file(tmp_path):
    profiles = profiles_of(two_buses(), tmp_path / "town.profiles", days(evening(30, 75), 10)[:, None])
    run = find_pockets(two_buses(), profiles, path=tmp_path / "steered.profiles")
    for _, _ in zip(range(6), run):
        pass
    run.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["town.profiles"]


def test_switches_bound_a_pocket(tmp_path):
    net = feeder()
    base = np.column_stack([days(evening(10, 38), 8, k) for k in range(3)])
    found = found_of(net, base, tmp_path)
    switches = found.switches.frame
    assert {"transformer", "way"} & set(switches["kind"])
    assert set(found.pockets.frame["pocket_id"]) == set(switches["pocket_id"])
    for ids, pocket in zip(found.pockets.frame["switches"], found.pockets.frame["pocket_id"]):
        assert ids.split(";") == switches.loc[switches["pocket_id"] == pocket, "switch_id"].tolist()


@pytest.mark.parametrize(
    ("meshed", "homes", "stations", "days", "better", "why"),
    [
        (True, 10, 0, 0.1, True, "power passes through it"),
        (False, 250, 2, 0.1, True, "250 homes behind one element, more than 200; stations beyond its open points: 2"),
        (False, 50, 1, 6.04, True, "its peak lasts 6.0 days, too long for a battery; stations beyond"),
        (False, 250, 0, 6.0, False, "nothing else adjoins it"),
        (False, 50, 1, 0.2, False, "it is small and its peak is short"),
    ],
)
def test_it_is_better_split_where_power_passes_or_another_station_could_take_a_part(
    meshed, homes, stations, days, better, why
):
    found, words = split_words(meshed, homes, 200, stations, days, 3)
    assert found is better
    assert words.startswith(why)


@pytest.mark.parametrize(
    ("kw", "battery", "hours"),
    [
        ([5, 5, 5], (0, 0), 0),
        ([-5, -5, 5, -5], (0, 0), 2),
        ([5, 5, 5, 5], (5, 10), 2),
        ([5, 5, -9, 5, 5, 5], (5, 10), 4),
        ([20, 5, 5], (10, 100), 2),
    ],
)
def test_how_long_it_stands_alone(kw, battery, hours):
    assert alone_hours(np.array(kw, float), *battery, efficiency=1.0) == hours
