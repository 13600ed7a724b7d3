"""From a year of need to the need of every hour: everyone's own hours, in a file that appears when it is whole."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from ..catalogue import catalogue_fingerprint, read_catalogue
from ..errors import EngineError
from ..problems import Problem
from ..progress import Progress, within
from ..tables import FeatureTable
from .batteries import simulate_batteries
from .businesses import simulate_businesses
from .cars import simulate_cars
from .clock import local_clock
from .extras import (
    TECHNOLOGY,
    extra_points,
    park,
    simulate_extra,
    simulate_neighbourhood_batteries,
    unmet_energy,
)
from .heat_connections import HeatConnections, NetworkHours, machines_at_home, what_remains
from .heat_pumps import simulate_heat_pumps
from .holidays import day_kinds
from .membership import given_connections, own_connections
from .need import address_need
from .options import DemandOptions
from .outcome import connection_outcome
from .panels import simulate_panels
from .people import simulate_households
from .profiles import Profiles, ProfilesWriter
from .roofs import RoofHours
from .town import Town, settle
from .typical_year import typical_year
from .weather import Weather

CHUNK_ADDRESSES = 512  # hours of so many addresses are in memory at once: some 18 MB a technology
FACTS = {"heat_pump": "heat_pumps", "car": "car_sessions", "pv": "pv", "battery": "batteries"}


@dataclass(frozen=True)
class DemandResult:
    """connections: one row a connection, on its building's footprint (columns: see `outcome.connection_outcome`).

    path: the profiles file. summary: totals for people to read (kWh and highest hour of each technology and of all).
    """

    connections: FeatureTable
    problems: list[Problem]
    path: Path
    summary: dict = field(default_factory=dict)


def simulate_demand(
    buildings: FeatureTable,
    addresses: FeatureTable | None,
    connections: FeatureTable | None,
    extra: FeatureTable | None,
    weather: Weather | None,
    options: DemandOptions,
    path,
    roof_profiles: Profiles | None = None,
    heat_connections: FeatureTable | None = None,
    heat_profiles: Profiles | None = None,
) -> Generator[Progress, None, DemandResult]:
    """Hourly need and generation of every connection, written to the profiles file `path`.

    Tables as in docs/architecture.md. connections: those the grid was built with, or None for one a building; weather:
    None for the built-in typical year; roof_profiles: the hours of roofs, by building id, that take the place of the
    estimate for panels there (see `roofs.RoofHours`); heat_connections: the buildings on a heat network, whose own heat
    pumps make way for what remains electric there (see `heat_connections.HeatConnections`); heat_profiles: the hours of
    heat by building id, which the network's heat pumps and pumps among the extra points follow. Raises EngineError
    where there is nothing to simulate or the file cannot be written. The same input and seed give the same file; the
    order of rows changes nothing but the order of columns.
    """
    yield Progress(0.0, "Finding what each address needs in a year")
    if not len(buildings) and (connections is None or not len(connections)):
        raise EngineError(
            "Layer {layer} holds no buildings: choose the layer with building footprints.",
            layer=buildings.name or "buildings",
        )
    weather = weather or typical_year()
    roofs = None if roof_profiles is None else RoofHours(roof_profiles, weather)
    network = None if heat_connections is None else HeatConnections(heat_connections)
    network_hours = None if heat_profiles is None else NetworkHours(heat_profiles, network, weather)
    need = address_need(buildings, addresses, options.given_use_holds_for)
    if connections is None:
        membership = own_connections(need, buildings, extra)
    else:
        membership = given_connections(connections, need, buildings, extra)
    problems = [*weather.problems, *need.problems, *membership.problems]
    ids = membership.connections.frame["connection_id"].to_numpy(object)
    if not len(ids):
        raise EngineError(
            "No building of layer {layer} holds an address: nothing needs power.", layer=buildings.name or "buildings"
        )
    town = settle(need, membership, np.nan_to_num(shapely.area(buildings.geometry)), options)
    if network is not None:
        town = replace(town, homes=network.settle(town.homes))
        problems += network.problems
    points = extra_points(extra, membership.extra, ids, problems)
    run = _Run(town, points, membership.connections, need.table, weather, options, roofs, network_hours)
    if roofs is not None and not (roofs.column_of(town.homes["building_id"]) >= 0).any():
        problems.append(_no_roof_matches(roof_profiles))
    about = {**options.as_dict(), "weather": weather.about, "catalogue_sha256": catalogue_fingerprint()}
    if roof_profiles is not None:
        about["roof_profiles"] = roof_profiles.fingerprint
    if network is not None:
        about["heat_network_buildings"] = len(network.building_id)
    if heat_profiles is not None:
        about["heat_profiles"] = heat_profiles.fingerprint
    with ProfilesWriter(path, ids, weather.start_utc, weather.hours, run.cos_phi(), about=about) as writer:
        yield from run.fill(writer)
        writer.set_facts("weather", {"temperature_c": weather.temperature_c, "ghi_w_per_m2": weather.ghi_w_per_m2})
        for name, columns in run.facts().items():
            writer.set_facts(name, columns)
        yield Progress(0.95, "Adding up the hours of each connection")
        adding = connection_outcome(writer, membership.connections, buildings, town, run.facts())
        outcome, summary = yield from within(adding, 0.95, 1.0)
        summary |= what_remains(town.homes, outcome.frame)
    yield Progress(1.0)
    return DemandResult(outcome, problems + run.problems, Path(path), summary)


class _Run:
    """One simulation: fills the writer's arrays chunk by chunk and keeps the facts."""

    def __init__(
        self,
        town: Town,
        points,
        connections: FeatureTable,
        addresses: FeatureTable,
        weather,
        options,
        roofs,
        network_hours=None,
    ):
        self.town, self.points, self.connections, self.options = town, points, connections, options
        self.weather, self.seed, self.network_hours = weather, options.seed, network_hours
        self.clock = local_clock(weather.start_utc, weather.hours)
        self.kinds = day_kinds(weather.start_utc, self.clock)
        place = addresses.geometry[town.homes["address"].to_numpy()]
        self.charger = park(
            town.homes, np.column_stack([shapely.get_x(place), shapely.get_y(place)]), points, self.seed
        )
        self.simulate_panels = simulate_panels if roofs is None else roofs.simulate
        self.problems: list[Problem] = []
        self._facts: dict[str, list[dict]] = {}

    def cos_phi(self) -> dict[str, float]:
        """Power factor of each technology that someone has, in the order of the catalogue."""
        homes = self.town.homes
        present = {TECHNOLOGY[kind] for kind in self.points["kind"]}
        present |= {"base"}
        heated = [homes["heat_pump"], *(has for _, has, *_ in machines_at_home(homes))]
        present |= {"heat_pump"} if any(has.any() for has in heated) else set()
        present |= {"car"} if homes["car"].any() else set()
        present |= {"pv"} if homes["panels"].any() else set()
        present |= {"battery"} if homes["battery"].any() else set()
        table = read_catalogue("power_factors")
        return {t: float(c) for t, c in zip(table["technology"], table["cos_phi"]) if t in present}

    def facts(self) -> dict[str, dict[str, np.ndarray]]:
        """Facts by name; `connection` is a position among the connections."""
        return {
            FACTS[technology]: {c: np.concatenate([part[c] for part in parts]) for c in parts[0]}
            for technology, parts in self._facts.items()
        }

    def fill(self, writer: ProfilesWriter) -> Iterator[Progress]:
        """Write every technology's hours."""
        yield from self._unaddressed(writer)
        chunks = _chunks(self.town.homes["connection"].to_numpy())
        for number, rows in enumerate(chunks):
            for step, template in enumerate(self._chunk(writer, rows)):
                done = (number + min(step + 1, 5) / 5) / len(chunks)
                yield Progress(
                    0.02 + 0.83 * done,
                    template,
                    {"first": rows.start + 1, "last": rows.stop, "all": len(self.town.homes)},
                )
        yield Progress(0.85, "Extra connections")
        yield from self._extra(writer)

    def _chunk(self, writer: ProfilesWriter, rows: slice) -> Iterator[str]:
        """The technologies of some homes, one after the other; yields a template for each that is done."""
        homes = self.town.homes.iloc[rows].reset_index(drop=True)
        stores = homes["battery"].to_numpy()
        net = self._base(rows, len(homes))
        self._add(writer, "base", homes["connection"].to_numpy(), net)
        yield "Use of addresses {first} to {last} of {all}"
        net = net[:, stores]
        with_panels = np.zeros(len(homes))
        for technology, has, simulate, template in (
            (
                "heat_pump",
                homes["heat_pump"],
                simulate_heat_pumps,
                "Heat pumps of addresses {first} to {last} of {all}",
            ),
            *machines_at_home(homes),
            (
                "car",
                homes["car"] & (self.charger[rows] < 0),
                simulate_cars,
                "Cars of addresses {first} to {last} of {all}",
            ),
            ("pv", homes["panels"], self.simulate_panels, "Panels of addresses {first} to {last} of {all}"),
        ):
            has = np.flatnonzero(has.to_numpy())
            if not len(has):
                continue
            out = np.zeros((self.weather.hours, len(has)), np.float32)
            facts = simulate(homes.iloc[has].assign(cars=1), self.weather, self.seed, out)
            connection = homes["connection"].to_numpy()[has]
            self._add(writer, technology, connection, out)
            if facts:
                self._keep(technology, facts, connection)
            if technology == "pv":
                with_panels[has] = facts["kwp"]
            store_of = np.cumsum(stores) - 1
            both = stores[has]
            net[:, store_of[has[both]]] += out[:, both]
            yield template
        if stores.any():
            out = np.zeros(net.shape, np.float32)
            storing = homes[stores].assign(kwp=with_panels[stores])
            facts = simulate_batteries(storing, net, out)
            connection = storing["connection"].to_numpy()
            self._add(writer, "battery", connection, out)
            self._keep("battery", facts, connection)
            yield "Batteries of addresses {first} to {last} of {all}"

    def _base(self, rows: slice, count: int) -> np.ndarray:
        """What people and businesses use without the other technologies: float32 (hours, count)."""
        home = self.town.parts["home"].to_numpy()
        parts = self.town.parts.iloc[np.searchsorted(home, rows.start) : np.searchsorted(home, rows.stop)]
        dwelling = (parts["category"] == "dwelling").to_numpy()
        kw = np.zeros((self.weather.hours, count), np.float32)
        for some, simulate in ((dwelling, simulate_households), (~dwelling, simulate_businesses)):
            if some.any():
                out = np.zeros((self.weather.hours, int(some.sum())), np.float32)
                simulate(parts[some], self.clock, self.kinds, self.seed, out)
                own, sums = _sum_by(parts["home"].to_numpy()[some] - rows.start, out)
                kw[:, own] += sums
        return kw

    def _unaddressed(self, writer: ProfilesWriter) -> Iterator[Progress]:
        """Connections that list no address but a yearly need: a building without one."""
        frame = self.connections.frame
        bare = np.ones(len(frame), bool)
        bare[self.town.homes["connection"]] = False
        kwh = frame["yearly_kwh"].to_numpy(float)
        rows = np.flatnonzero(bare & (kwh > 0) & (frame["kind"] != "extra").to_numpy())
        for first in range(0, len(rows), CHUNK_ADDRESSES):
            some = rows[first : first + CHUNK_ADDRESSES]
            parts = pd.DataFrame({"key": frame["connection_id"].to_numpy()[some], "category": "other"})
            out = np.zeros((self.weather.hours, len(some)), np.float32)
            simulate_businesses(parts.assign(yearly_kwh=kwh[some]), self.clock, self.kinds, self.seed, out)
            self._add(writer, "base", some, out)
            yield Progress(0.02)

    def _extra(self, writer: ProfilesWriter) -> Iterator[Progress]:
        kind = self.points["kind"].to_numpy()
        parked = np.bincount(self.charger[self.charger >= 0], minlength=len(self.points))
        for name in ("charger", "solar", "heat_pump", "other", "battery"):
            rows = np.flatnonzero(kind == name)
            if not len(rows):
                continue
            points = self.points.iloc[rows].reset_index(drop=True)
            connection = points["connection"].to_numpy(int)
            if name == "battery":
                out, facts = simulate_neighbourhood_batteries(points, self._neighbourhood_kw(writer, points))
            else:
                out, facts = simulate_extra(name, points, parked[rows], self.weather, self.seed, self.network_hours)
                self.problems += unmet_energy(points, out)
            self._add(writer, TECHNOLOGY[name], connection, out)
            if facts:
                self._keep(TECHNOLOGY[name], facts, connection)
            yield Progress(0.9)

    def _neighbourhood_kw(self, writer: ProfilesWriter, points: pd.DataFrame) -> np.ndarray:
        """Part of its station's need (of the whole town's where no station is known) for each battery: (hours, n)."""
        station = self.connections.frame["station_id"].to_numpy(object)
        here = station[points["connection"].to_numpy(int)]
        power = points["kw"].to_numpy(float)
        kw = np.zeros((self.weather.hours, len(points)))
        for name in np.unique(here.astype(str)):
            members = np.flatnonzero(station == name)
            shared = here == name
            share = power[shared] / power[shared].sum()
            need = sum(writer.kw(t)[:, members].sum(axis=1, dtype=float) for t in writer.cos_phi)
            kw[:, shared] = need[:, None] * share
        return kw

    def _add(self, writer: ProfilesWriter, technology: str, connection: np.ndarray, kw: np.ndarray) -> None:
        """Add columns of kW to their connections' (connection: ascending, may repeat)."""
        own, sums = _sum_by(connection, kw)
        target = writer.kw(technology)
        if len(own) and own[-1] - own[0] == len(own) - 1:
            own = slice(own[0], own[-1] + 1)
        target[:, own] += sums

    def _keep(self, technology: str, facts: dict, connection: np.ndarray) -> None:
        facts = {**facts, "connection": connection[facts["connection"]]}
        self._facts.setdefault(technology, []).append(facts)


def _no_roof_matches(roof_profiles: Profiles) -> Problem:
    return Problem(
        "ROOF_PROFILES",
        "",
        "no_roof_matches",
        "None of the {roofs} buildings of the roof profiles has an address here; all panels are estimated.",
        "Calculate the roofs of the same buildings, with the same building ids.",
        {"roofs": len(roof_profiles.connection_ids)},
    )


def _sum_by(group: np.ndarray, kw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Groups (ascending in `group`) and the sums of their columns."""
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    if len(starts) == len(group):
        return group, kw
    return group[starts], np.add.reduceat(kw, starts, axis=1)


def _chunks(connection: np.ndarray) -> list[slice]:
    """Slices of addresses (sorted by connection) of about CHUNK_ADDRESSES that never part a connection."""
    starts = np.flatnonzero(np.r_[True, connection[1:] != connection[:-1]]) if len(connection) else np.empty(0, int)
    chunks, first = [], 0
    while first < len(connection):
        after = starts[(starts > first) & (starts <= first + CHUNK_ADDRESSES)]
        later = starts[starts > first]
        end = len(connection)
        if end - first > CHUNK_ADDRESSES and len(later):
            end = int(after[-1] if len(after) else later[0])
        chunks.append(slice(first, end))
        first = end
    return chunks
