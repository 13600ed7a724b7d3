"""A scenario: its shares, and the demand and congestion that follow from them."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

from .chain import Chain

SHARES = {"EV": "EV_SHARE", "HP": "HEAT_PUMP_SHARE", "PV": "PV_SHARE", "BATTERY": "BATTERY_SHARE"}
NAMES = {"EV": "cars", "HP": "heat pumps", "PV": "solar roofs", "BATTERY": "batteries"}
GRID = ("NODES", "SECTIONS", "STATIONS_OUT", "CONNECTIONS", "OPEN_POINTS_OUT", "PROBLEMS")
LOADED = ("SECTIONS", "STATIONS", "CONNECTIONS", "RING_CHECK", "PROBLEMS")


@dataclass(frozen=True)
class Scenario:
    """name: its group in the project and the title of its report; word: the beginning of its files' names; shares:
    {"EV": percent, …}; about: what it has besides; findings: what its results say, line by line."""

    name: str
    word: str
    shares: dict[str, float]
    about: str = ""
    findings: list[str] = field(default_factory=list)

    def said(self) -> str:
        """The shares in the user's language."""
        from stadsstroom.processing.words import tr

        shares = [f"{share:g} % {tr(NAMES[key])}" for key, share in self.shares.items() if share]
        return ", ".join([*shares, self.about] if self.about else shares)


def shares_of(text: str) -> dict[str, float]:
    """{"EV": 5.0, "HP": 8.0, …} from "EV=5,HP=8"."""
    shares = {}
    for part in filter(None, text.replace(" ", "").split(",")):
        key, _, value = part.partition("=")
        if key.upper() not in SHARES:
            raise argparse.ArgumentTypeError(f"{key} is not one of {', '.join(SHARES)}")
        try:
            share = float(value)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 100:
            raise argparse.ArgumentTypeError(f"{key} is {value!r}: give a share from 0 to 100")
        shares[key.upper()] = share
    return shares


def build_grid(chain: Chain, town: dict[str, str], extra) -> dict:
    """The grid of the town, with its extra connections and those of the heat network."""
    from stadsstroom.plugin.demo import FILTERS

    return chain.run(
        "buildgrid",
        {
            "LV_CABLES": town["laagspanningskabel"],
            "MV_CABLES": town["middenspanningskabel"],
            "STATIONS": town["middenspanningsstation"],
            "BUILDINGS": town["pand"],
            "ADDRESSES": town["verblijfsobject"],
            "EXTRA_CONNECTIONS": extra,
            **FILTERS,
            **chain.tables("grid", GRID),
            "NET": chain.file("net.json"),
        },
    )


def run_scenario(chain: Chain, scenario: Scenario, town: dict[str, str], given: dict) -> dict:
    """Demand and congestion. given: the connections and whatever else demand takes in this scenario."""
    profiles = chain.file(f"{scenario.word}.profiles")
    demand = chain.run(
        "demand",
        {
            "BUILDINGS": town["pand"],
            "ADDRESSES": town["verblijfsobject"],
            "EXTRA_CONNECTIONS": town.get("extra_aansluiting"),
            **given,
            **{SHARES[key]: share for key, share in scenario.shares.items()},
            "PROFILES": profiles,
            "BUILDINGS_OUT": chain.table(f"{scenario.word}_buildings"),
            "PROBLEMS": chain.table(f"{scenario.word}_demand_problems"),
        },
    )
    found = chain.run(
        "congestion",
        {
            "NET": chain.file("net.json"),
            "PROFILES": profiles,
            "SCENARIO": scenario.name,
            **chain.tables(scenario.word, LOADED),
            "HOURLY": chain.file(f"{scenario.word}.nc"),
            "REPORT": chain.file(f"{scenario.word}.html"),
        },
    )
    return {**demand, **found}


def compare(chain: Chain, before: Scenario, after: Scenario, town: dict[str, str]) -> dict:
    """Two scenarios beside each other: what the second relieves."""
    sides = {}
    for letter, scenario in (("A", before), ("B", after)):
        sides[f"NAME_{letter}"] = scenario.name
        sides[f"PROFILES_{letter}"] = chain.file(f"{scenario.word}.profiles")
        for name in ("SECTIONS", "STATIONS", "CONNECTIONS"):
            sides[f"{name}_{letter}"] = chain.layer(f"{scenario.word}_{name.lower()}")
    outputs = ("SECTIONS", "STATIONS", *(("AREAS",) if "buurt" in town else ()))
    return chain.run(
        "comparecongestion",
        {
            **sides,
            "NEIGHBOURHOODS": town.get("buurt"),
            **chain.tables("relief", outputs),
            "REPORT": chain.file("relief.html"),
        },
    )
