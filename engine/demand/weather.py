"""A year of outside temperature and sunlight by hour: read from a KNMI or EPW file."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import EngineError
from ..problems import Problem

DE_BILT = (52.10, 5.18)  # latitude and longitude in degrees
W_PER_M2_OF_J_PER_CM2_AN_HOUR = 1e4 / 3600
MOST_MISSING_HOURS = 876  # a tenth of a year: what is filled in then no longer is that year's weather
_GAPS_IN_TEMPERATURE = (
    "Weather file {file} lacks the temperature in {hours} hours of the year; at most {most} can be filled in.",
    "Weather file {file} lacks the temperature in {hours} hours, the first at {time} UTC.",
)
_GAPS_IN_RADIATION = (
    "Weather file {file} lacks the radiation in {hours} hours of the year; at most {most} can be filled in.",
    "Weather file {file} lacks the radiation in {hours} hours, the first at {time} UTC.",
)
MISSING_EPW_TEMPERATURE = 99.0
MISSING_EPW_RADIATION = 9999.0


@dataclass(frozen=True)
class Weather:
    """One year of weather by hour, 8,760 or 8,784 values; element i is the hour that begins i hours after start_utc.

    start_utc: datetime64. temperature_c, ghi_w_per_m2: float64 (hours,), outside air and global radiation on the
    horizontal, means of the hour. about: one English sentence that says where it comes from. problems: gaps filled.
    """

    start_utc: np.datetime64
    temperature_c: np.ndarray
    ghi_w_per_m2: np.ndarray
    latitude_deg: float = DE_BILT[0]
    longitude_deg: float = DE_BILT[1]
    about: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def hours(self) -> int:
        return len(self.temperature_c)

    @property
    def times_utc(self) -> np.ndarray:
        """Begin of every hour, datetime64[h] (hours,)."""
        return np.datetime64(self.start_utc, "h") + np.arange(self.hours) * np.timedelta64(1, "h")


def read_weather(path: str | Path, year: int | None = None) -> Weather:
    """The weather of a year from a file: KNMI hourly observations (text) or an EPW file.

    year: which year of a KNMI file that holds several; without it the latest whole one. Gaps of up to a tenth of
    the year are filled and reported as problems. Raises EngineError that names the file and what it lacks.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise EngineError("Weather file {file} cannot be read: {error}.", file=str(path), error=str(error)) from error
    lines = text.splitlines()
    if lines and lines[0].upper().startswith("LOCATION,"):
        return _read_epw(lines, path)
    if any("YYYYMMDD" in line for line in lines[:500]):
        return _read_knmi(lines, path, year)
    raise EngineError(
        "Weather file {file} is neither hourly KNMI text (a line with STN,YYYYMMDD,HH,…) nor EPW (begins with "
        "LOCATION). Give one of these, or leave the weather empty for the built-in typical year.",
        file=path.name,
    )


def _read_knmi(lines: list[str], path: Path, year: int | None) -> Weather:
    """Hour HH of a KNMI file ends at HH:00 UT; T is in 0.1 °C, Q in J/cm² an hour."""
    header = next((i for i, line in enumerate(lines) if _knmi_columns(line)), None)
    columns = [] if header is None else _knmi_columns(lines[header])
    missing = [name for name in ("YYYYMMDD", "HH", "T", "Q") if name not in columns]
    if missing:
        raise EngineError(
            "KNMI file {file} has no column {columns}. Download the hourly values with temperature (T) and global "
            "radiation (Q).",
            file=path.name,
            columns=", ".join(missing),
        )
    body = [line.split(",") for line in lines[header + 1 :] if line.strip() and not line.lstrip().startswith("#")]
    rows = [cells for cells in body if len(cells) >= len(columns)]
    table = pd.DataFrame([cells[: len(columns)] for cells in rows], columns=columns)
    numbers = {name: pd.to_numeric(table[name].str.strip(), errors="coerce") for name in ("YYYYMMDD", "HH", "T", "Q")}
    if "STN" in columns:
        station = table["STN"].str.strip()
        first = station == (station.iloc[0] if len(station) else "")
    else:
        station, first = pd.Series("", index=table.index), pd.Series(True, index=table.index)
    date = pd.to_datetime(numbers["YYYYMMDD"].astype("Int64").astype(str), format="%Y%m%d", errors="coerce")
    begin = date + pd.to_timedelta(numbers["HH"] - 1, unit="h")
    keep = first & begin.notna()
    begin = begin[keep]
    years = begin.dt.year.value_counts()
    whole = years[years >= 8760 - MOST_MISSING_HOURS].index
    if year is None and len(whole):
        year = int(whole.max())
    if year is None:
        raise EngineError(
            "KNMI file {file} does not hold a whole year of hours; it holds {hours} hours. Download January to "
            "December of one year, hours 1 to 24.",
            file=path.name,
            hours=len(begin),
        )
    if year not in whole:
        raise EngineError(
            "KNMI file {file} does not hold the whole year {year}; it holds {hours} hours. Download January to "
            "December of one year, hours 1 to 24.",
            file=path.name,
            year=year,
            hours=len(begin),
        )
    start = np.datetime64(f"{year}-01-01T00", "h")
    hours = 8784 if _is_leap(year) else 8760
    position = ((begin - pd.Timestamp(start)) / pd.Timedelta(hours=1)).to_numpy()
    inside = (position >= 0) & (position < hours)
    position = position[inside].astype(int)
    temperature, radiation = np.full(hours, np.nan), np.full(hours, np.nan)
    temperature[position] = numbers["T"][keep].to_numpy(float)[inside] / 10
    radiation[position] = numbers["Q"][keep].to_numpy(float)[inside] * W_PER_M2_OF_J_PER_CM2_AN_HOUR
    latitude, longitude, name = _knmi_station(lines[:header], station.iloc[0] if len(station) else "")
    return _checked(
        start, temperature, radiation, latitude, longitude, f"KNMI hourly observations of {name}, {year}", path
    )


def _knmi_columns(line: str) -> list[str]:
    cells = [cell.strip() for cell in line.lstrip("# ").split(",")]
    return cells if "YYYYMMDD" in cells else []


def _knmi_station(lines: list[str], station: str) -> tuple[float, float, str]:
    """Latitude, longitude and name from the table of stations in the head of the file; De Bilt where it has none."""
    for line in lines:
        found = re.match(r"^#?\s*(\d{3}):?\s+(-?\d+\.\d+)\s+(\d+\.\d+)\s+(-?[\d.]+)\s+(\S.*)$", line)
        if found and found[1] == station:
            return float(found[3]), float(found[2]), found[5].strip()
    return (*DE_BILT, f"station {station}" if station else "an unnamed station")


def _read_epw(lines: list[str], path: Path) -> Weather:
    """EnergyPlus weather: hour-ending local standard time; the year is turned so that it begins at 00:00 UTC."""
    head = next(csv.reader([lines[0]]))
    try:
        latitude, longitude, zone = float(head[6]), float(head[7]), float(head[8])
    except (IndexError, ValueError) as error:
        raise EngineError(
            "EPW file {file} has no latitude, longitude and time zone in its first line.", file=path.name
        ) from error
    rows = [cells for cells in csv.reader(lines[8:]) if len(cells) > 13]
    if len(rows) not in (8760, 8784):
        raise EngineError(
            "EPW file {file} holds {hours} hours; a year has 8,760 or 8,784.", file=path.name, hours=len(rows)
        )
    values = pd.DataFrame(rows).iloc[:, [0, 6, 13]].apply(pd.to_numeric, errors="coerce").to_numpy(float)
    temperature, radiation = values[:, 1], values[:, 2]
    temperature = np.where(temperature >= MISSING_EPW_TEMPERATURE, np.nan, temperature)
    radiation = np.where(radiation >= MISSING_EPW_RADIATION, np.nan, radiation)
    # Months of a reference year come from different years; the calendar is that of the first row where it fits.
    first_year = int(values[0, 0]) if np.isfinite(values[0, 0]) else 2023
    fits = _is_leap(first_year) == (len(rows) == 8784)
    calendar = first_year if fits else (2024 if len(rows) == 8784 else 2023)
    shift = -round(zone)
    return _checked(
        np.datetime64(f"{calendar}-01-01T00", "h"),
        np.roll(temperature, shift),
        np.roll(radiation, shift),
        latitude,
        longitude,
        f"EPW file {path.name} ({head[1]})",
        path,
    )


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _checked(start, temperature, radiation, latitude, longitude, about, path: Path) -> Weather:
    """The weather with impossible values taken out and gaps filled, or an error where too much is missing."""
    temperature = np.where(np.abs(temperature) > 60, np.nan, temperature)
    radiation = np.where((radiation < 0) | (radiation > 1500), np.nan, radiation)
    problems = []
    for values, too_many, some in ((temperature, *_GAPS_IN_TEMPERATURE), (radiation, *_GAPS_IN_RADIATION)):
        gaps = np.flatnonzero(~np.isfinite(values))
        if len(gaps) > MOST_MISSING_HOURS:
            raise EngineError(too_many, file=path.name, hours=len(gaps), most=MOST_MISSING_HOURS)
        if len(gaps):
            first = str(start + np.timedelta64(int(gaps[0]), "h"))
            remedy = "These hours were filled from the days before and after; give a complete file for better figures."
            told = {"file": path.name, "hours": len(gaps), "time": first}
            problems.append(Problem("WEATHER", path.name, "weather_gap", some, remedy, told))
    return Weather(start, _filled(temperature), _filled(radiation), latitude, longitude, about, problems)


def _filled(values: np.ndarray) -> np.ndarray:
    """Gaps take the mean of the same hour on the nearest days before and after that have it (so night stays dark)."""
    days = values.reshape(-1, 24).copy()
    every = np.arange(len(days))
    for hour in range(24):
        known = np.isfinite(days[:, hour])
        if not known.all():
            days[:, hour] = np.interp(every, every[known], days[known, hour])
    return days.ravel()
