"""Solar panels on roofs."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.demand.panels import panel_systems, simulate_panels
from stadsstroom.engine.demand.typical_year import typical_year
from stadsstroom.engine.demand.weather import read_weather

DWELLINGS = ["detached", "semi_detached", "corner", "terraced", "flat"]


def street(n, **columns):
    kinds = [DWELLINGS[i % len(DWELLINGS)] for i in range(n)]
    return pd.DataFrame({"key": [f"home {i}" for i in range(n)], "dwelling_type": kinds, **columns})


def hourly(homes, weather, seed=1):
    out = np.full((weather.hours, len(homes)), np.nan, np.float32)
    return out, simulate_panels(homes, weather, seed, out)


@pytest.mark.parametrize(
    ("file", "planes"),
    [
        ("pvlib_cabauw2023_35S_1kW.csv", [(35, 180)]),
        ("pvlib_cabauw2023_15EW.csv", [(15, 90), (15, 270)]),
    ],
)
def test_as_a_published_series_of_the_same_year(data_folder, file, planes):
    """Cabauw's series, made by others from Cabauw's weather; ours from De Bilt, 25 km away."""
    published = pd.read_csv(data_folder / "weather" / file)["p_mp"].to_numpy()
    weather = read_weather(data_folder / "weather" / "knmi_260_debilt_2023_hourly.txt")
    tilt, azimuth = zip(*planes)
    homes = street(len(planes), kwp=1.0, roof_tilt_deg=tilt, roof_azimuth_deg=azimuth)
    ours = -hourly(homes, weather)[0].mean(1, dtype=float)
    assert ours.sum() == pytest.approx(published.sum(), rel=0.05)
    assert np.corrcoef(ours, published)[0, 1] > 0.95
    assert ours.max() == pytest.approx(published.max(), rel=0.1)


def test_a_dutch_street_yields_what_dutch_streets_yield():
    out, facts = hourly(street(300, footprint_m2=55.0), typical_year())
    assert (out <= 0).all()
    south = street(1, kwp=3.0, roof_tilt_deg=38.0, roof_azimuth_deg=180.0)
    best = -hourly(south, typical_year())[0].sum(dtype=float) / 3
    assert best == pytest.approx(915, rel=0.05)  # Siderea: 892-972 kWh/kWp at the best plane in Dutch towns
    mean = -out.sum(dtype=float) / facts["kwp"].sum()
    assert mean == pytest.approx(875, rel=0.05)  # Statistics Netherlands: 875 kWh/kWp
    peak = -out.sum(1, dtype=float).min() / facts["kwp"].sum()
    assert 0.6 < peak < 0.85
    assert 3 < facts["kwp"].mean() < 5  # households have about 4 kWp


def test_what_is_known_of_the_roof_wins():
    homes = street(4, kwp=[2.0, np.nan, np.nan, np.nan], footprint_m2=[50.0, 50.0, np.nan, 5000.0])
    homes["roof_azimuth_deg"] = [10.0, np.nan, np.nan, np.nan]
    systems = panel_systems(homes, 1)
    assert systems["kwp"].tolist()[0] == 2
    assert systems["azimuth_deg"].tolist()[0] == 10
    assert systems["kwp"].tolist()[2:] == [4, 8]  # default without footprint; cap on one connection
    assert systems["azimuth_deg"].iloc[1:].between(90, 270).all()


def test_dark_nights_and_more_in_summer():
    weather = typical_year()
    out, _ = hourly(street(5), weather)
    hour = np.arange(8760) % 24
    assert (out[(hour < 2) | (hour > 21)] == 0).all()
    month = weather.times_utc.astype("datetime64[M]").astype(int) % 12
    by_month = -np.bincount(month, out.sum(1, dtype=float))
    assert by_month.argmin() == 11
    assert by_month[5] > 5 * by_month[11]


def test_order_of_rows_and_neighbours_change_nothing():
    homes = street(20)
    one, facts = hourly(homes, typical_year())
    other, turned = hourly(homes.iloc[[7, 3]].reset_index(drop=True), typical_year())
    assert (other == one[:, [7, 3]]).all()
    assert (turned["kwp"] == facts["kwp"][[7, 3]]).all()
    assert (hourly(homes, typical_year(), seed=2)[0] != one).any()
