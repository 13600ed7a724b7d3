"""A year of weather from files and by formula, and the sun that stands in it."""

import numpy as np
import pandas as pd
import pytest
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.demand.clock import local_clock
from stadsstroom.engine.demand.sun import PlaneLight, split_beam_and_diffuse, sun_path, sun_position
from stadsstroom.engine.demand.typical_year import typical_year
from stadsstroom.engine.demand.weather import read_weather
from stadsstroom.engine.errors import EngineError

HEAD = "# STN      LON(east)   LAT(north)  ALT(m)   NAME\n# 344      4.447       51.962      -4.30    Rotterdam\n"


def knmi_text(year=2023, columns="STN,YYYYMMDD,   HH,   FH,    T,    Q", change=lambda table: table):
    """A KNMI file of one year: T counts the hours of the day in 0.1 °C, Q is 36 J/cm² at hours 11 to 13."""
    begin = pd.date_range(f"{year}-01-01", f"{year}-12-31 23:00", freq="h")
    table = pd.DataFrame(
        {
            "STN": "  344",
            "YYYYMMDD": begin.strftime("%Y%m%d"),
            "HH": begin.hour + 1,
            "FH": 50,
            "T": (begin.hour + 1).astype(str),
            "Q": np.where((begin.hour >= 10) & (begin.hour < 13), "36", "0"),
        }
    )
    return HEAD + "# " + columns + "\n" + change(table).to_csv(index=False, header=False)


@pytest.fixture
def weather_file(tmp_path):
    def write(text, name="weather.txt", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


class TestKnmi:
    def test_hour_ending_becomes_hour_beginning_in_celsius_and_watt(self, weather_file):
        weather = read_weather(weather_file(knmi_text()))
        assert weather.hours == 8760
        assert str(weather.times_utc[0]) == "2023-01-01T00"
        assert weather.temperature_c[[0, 23, 24]] == pytest.approx([0.1, 2.4, 0.1])
        assert weather.ghi_w_per_m2[[9, 10, 12, 13]] == pytest.approx([0, 100, 100, 0])
        assert (weather.latitude_deg, weather.longitude_deg) == (51.962, 4.447)
        assert "Rotterdam" in weather.about
        assert weather.problems == []

    def test_leap_year_and_byte_order_mark(self, weather_file):
        assert read_weather(weather_file(knmi_text(2024), encoding="utf-8-sig")).hours == 8784

    def test_of_several_years_the_latest_whole_one_or_the_one_asked_for(self, weather_file):
        rows = [line for line in knmi_text(2024).splitlines() if line.startswith("  344,2024")]
        path = weather_file(knmi_text(2022) + "\n".join(rows[:4000]))
        assert str(read_weather(path).start_utc) == "2022-01-01T00"
        with pytest.raises(EngineError, match="2024"):
            read_weather(path, year=2024)

    def test_gaps_are_filled_from_neighbouring_days_and_told(self, weather_file):
        def lose(table):
            table.loc[100:104, "Q"] = "     "
            return table.drop(index=range(240, 264))

        weather = read_weather(weather_file(knmi_text(change=lose)))
        assert weather.ghi_w_per_m2[96:120].sum() == pytest.approx(300)
        assert weather.temperature_c[240:264] == pytest.approx(np.arange(1, 25) / 10)
        told = [problem.reason.format(**problem.values) for problem in weather.problems]
        assert told == [
            "Weather file weather.txt lacks the temperature in 24 hours, the first at 2023-01-11T00 UTC.",
            "Weather file weather.txt lacks the radiation in 29 hours, the first at 2023-01-05T04 UTC.",
        ]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "neither"),
            ("time;temp\n1;2\n", "neither"),
            (knmi_text(change=lambda t: t.iloc[:3000]), "whole year"),
            (knmi_text(columns="STN,YYYYMMDD,   HH,   FH,   TD,    Q"), "no column T"),
            (knmi_text(change=lambda t: t.assign(Q="")), "radiation"),
            ("LOCATION,A\n" + "\n" * 20, "latitude"),
            ("LOCATION,A,-,NLD,x,1,52.3,4.8,1.0,-2\n" + "\n" * 20, "0 hours"),
        ],
    )
    def test_what_cannot_be_used_is_named(self, weather_file, text, message):
        with pytest.raises(EngineError, match=message) as error:
            read_weather(weather_file(text, "mine.txt"))
        assert "mine.txt" in str(error.value)

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(EngineError, match=r"nowhere\.txt"):
            read_weather(tmp_path / "nowhere.txt")


class TestRealFiles:
    def test_de_bilt_2023(self, data_folder):
        weather = read_weather(data_folder / "weather" / "knmi_260_debilt_2023_hourly.txt")
        assert weather.ghi_w_per_m2.sum() / 1000 == pytest.approx(1096, abs=1)
        assert weather.temperature_c[0] == pytest.approx(15.5)
        assert (weather.latitude_deg, weather.longitude_deg) == (52.1, 5.18)
        assert most_like_the_sun(weather) == 0

    def test_epw_local_time_becomes_utc(self, data_folder):
        weather = read_weather(data_folder / "weather" / "NLD_Amsterdam.062400_IWEC.epw")
        assert weather.hours == 8760
        # the file's first row is the hour from 00:00 to 01:00 local time, 23:00 UTC
        assert weather.temperature_c[[-1, 0, 1]] == pytest.approx([5.1, 4.6, 4.3])
        assert most_like_the_sun(weather) == 0


def most_like_the_sun(weather):
    """The shift in hours at which the radiation goes best with the sun's height."""
    sun = sun_path(weather.start_utc, weather.hours, weather.latitude_deg, weather.longitude_deg)
    height = np.maximum(np.sin(np.radians(sun.elevation_deg)), 0)
    shifts = (-2, -1, 0, 1, 2)
    return shifts[int(np.argmax([np.corrcoef(np.roll(weather.ghi_w_per_m2, s), height)[0, 1] for s in shifts]))]


class TestTypicalYear:
    def test_months_are_the_normals_of_de_bilt(self):
        weather, climate = typical_year(), read_catalogue("climate_de_bilt")
        month = weather.times_utc.astype("datetime64[M]").astype(int) % 12
        temperature = np.bincount(month, weather.temperature_c) / np.bincount(month)
        assert temperature == pytest.approx(climate["temperature_c"].to_numpy(), abs=0.01)
        radiation = np.bincount(month, weather.ghi_w_per_m2) / 1000
        assert radiation == pytest.approx(climate["ghi_kwh_per_m2"].to_numpy(), rel=1e-6)
        assert weather.hours == 8760
        assert weather.temperature_c.mean() == pytest.approx(10.5, abs=0.15)
        assert weather.ghi_w_per_m2.sum() / 1000 == pytest.approx(1050, rel=0.02)

    @pytest.mark.parametrize("asked", [-8.0, -10.0, -15.0])
    def test_the_coldest_hour_is_in_the_cold_spell(self, asked):
        weather = typical_year(asked)
        assert weather.temperature_c.min() == pytest.approx(asked, abs=0.5)
        coldest = weather.times_utc[weather.temperature_c.argmin()]
        assert np.datetime64("2023-01-21") <= coldest < np.datetime64("2023-01-28")

    def test_degree_days_of_a_default_year(self):
        daily = typical_year().temperature_c.reshape(-1, 24).mean(1)
        # Energy Transition Model: 2,747 below 18 °C in its default year
        assert np.maximum(18 - daily, 0).sum() == pytest.approx(2747, rel=0.05)

    def test_no_light_without_sun_and_never_more_than_a_clear_sky(self):
        weather = typical_year()
        sun = sun_path(weather.start_utc, weather.hours, weather.latitude_deg, weather.longitude_deg)
        assert (weather.ghi_w_per_m2[sun.elevation_deg < 0] == 0).all()
        outside = sun.extraterrestrial_w_per_m2 * np.maximum(np.sin(np.radians(sun.elevation_deg)), 0)
        assert (weather.ghi_w_per_m2 <= 0.82 * outside + 1e-9).all()

    @pytest.mark.parametrize("file", ["knmi_260_debilt_2023_hourly.txt", "NLD_Amsterdam.062400_IWEC.epw"])
    def test_it_looks_like_real_years(self, data_folder, file):
        ours, real = typical_year(), read_weather(data_folder / "weather" / file)
        month = ours.times_utc.astype("datetime64[M]").astype(int) % 12

        def means(values):
            return np.bincount(month, values) / np.bincount(month)

        def swing(weather):
            days = weather.temperature_c.reshape(-1, 24)
            return (days.max(1) - days.min(1)).mean()

        assert np.abs(means(ours.temperature_c) - means(real.temperature_c)).max() < 3.5
        assert np.abs(means(ours.ghi_w_per_m2) / means(real.ghi_w_per_m2) - 1).max() < 0.35
        assert swing(ours) == pytest.approx(swing(real), rel=0.2)
        # the hours follow each other as in reality, not like noise
        assert np.abs(np.diff(ours.temperature_c)).mean() == pytest.approx(
            np.abs(np.diff(real.temperature_c)).mean(), rel=0.35
        )
        assert np.corrcoef(ours.temperature_c[:-24], ours.temperature_c[24:])[0, 1] == pytest.approx(
            np.corrcoef(real.temperature_c[:-24], real.temperature_c[24:])[0, 1], abs=0.08
        )


class TestSun:
    @pytest.mark.parametrize(
        ("time_utc", "elevation", "azimuth"),
        [
            ("2024-12-21T09:00", 6.9, 143.4),
            ("2024-12-21T11:00", 14.1, 170.4),
            ("2024-12-21T11:41", 14.6, 180.0),
            ("2024-12-21T13:00", 12.7, 198.6),
            ("2024-03-20T11:50", 38.2, None),
            ("2024-06-21T11:44", 61.4, None),
        ],
    )
    def test_where_it_stands_over_delft(self, time_utc, elevation, azimuth):
        up, round_ = sun_position(np.array([time_utc], "datetime64[s]"), 52.01, 4.36)
        # the published heights hold the bending of light by the air (Bennett 1982), ours do not
        bent = 1 / np.tan(np.radians(up + 7.31 / (up + 4.4))) / 60
        assert (up + bent)[0] == pytest.approx(elevation, abs=0.1)
        if azimuth is not None:
            assert round_[0] == pytest.approx(azimuth, abs=0.2)

    def test_beam_and_diffuse_add_up_and_planes_keep_the_light(self):
        weather = typical_year()
        sun = sun_path(weather.start_utc, weather.hours, weather.latitude_deg, weather.longitude_deg)
        beam, diffuse = split_beam_and_diffuse(weather.ghi_w_per_m2, sun)
        high = sun.elevation_deg > 5
        total = beam * np.sin(np.radians(sun.elevation_deg)) + diffuse
        assert total[high] == pytest.approx(weather.ghi_w_per_m2[high])
        assert 0.5 < diffuse.sum() / weather.ghi_w_per_m2.sum() < 0.62  # De Bilt: 50-60 % diffuse
        flat = PlaneLight(weather.ghi_w_per_m2, sun).on_planes([0.0], [0.0])[:, 0]
        assert flat[high] == pytest.approx(weather.ghi_w_per_m2[high])

    def test_a_plane_to_the_south_gets_most(self):
        weather = typical_year()
        sun = sun_path(weather.start_utc, weather.hours, weather.latitude_deg, weather.longitude_deg)
        turned = PlaneLight(weather.ghi_w_per_m2, sun).on_planes([38.0] * 8, np.arange(8) * 45.0).sum(0) / 1000
        assert turned.argmax() == 4
        assert turned[4] == pytest.approx(1174.5, rel=0.05)  # Delft, best plane (Biljecki et al. 2015)
        assert turned[[3, 5]] == pytest.approx(turned[4], rel=0.1)
        assert turned[0] / turned[4] == pytest.approx(0.62, abs=0.05)


class TestClock:
    def test_summer_time_and_days(self):
        clock = local_clock(np.datetime64("2023-01-01T00"), 8760)
        assert clock.hour[:2].tolist() == [1, 2]
        assert clock.weekday[0] == 6
        assert clock.hour[24 * 180] == 2
        assert clock.days == 366
        assert sorted(np.unique(np.bincount(clock.day)[1:-1])) == [23, 24, 25]

    def test_midnight_of_each_day(self):
        clock = local_clock(np.datetime64("2023-01-01T00"), 8760)
        for day in (1, 90, 200, 330):
            assert clock.midnight_hour[day] == np.flatnonzero(clock.day == day)[0]
