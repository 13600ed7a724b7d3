"""Where given hourly power enters a circuit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import EngineError
from .block import LoadMatch
from .circuit import Circuit, element_keys


@dataclass(frozen=True)
class LoadPlaces:
    """column: (k,) columns of the given power that enter; bus: (k,) the circuit's bus of each.

    constant_kva: (n,) complex demand of each bus beside the given power: other elements, and the net's own values of
    loads that are not given.
    """

    column: np.ndarray
    bus: np.ndarray
    constant_kva: np.ndarray

    def in_order(self, position: np.ndarray, base_kva: float):
        """A function of p_kw, q_kvar (h, k) that gives demand per unit, (h, n) complex; bus b stands at position[b]."""
        place = position[self.bus]
        order = np.argsort(place, kind="stable")
        column, (filled, first) = self.column[order], np.unique(place[order], return_index=True)
        constant = np.empty(len(position), complex)
        constant[position] = self.constant_kva / base_kva

        def demand(p_kw, q_kvar):
            total = np.broadcast_to(constant, (len(p_kw), len(constant))).copy()
            for part, given in ((total.real, p_kw), (total.imag, q_kvar)):
                values = np.take(given, column, axis=1) / base_kva
                if len(filled) < len(column):
                    values = np.add.reduceat(values, first, axis=1)
                part[:, filled] += values
            return total

        return demand


def match_loads(net, circuit: Circuit, load_names) -> LoadMatch:
    """Meet given names with the net's loads. None means: the net's loads in table order."""
    keys = element_keys(net.load)
    names = keys if load_names is None else [str(name) for name in load_names]
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1}) if len(names) < 2000 else ["…"]
        raise EngineError("The profiles name a load more than once: {names}.", names=", ".join(twice[:5]))
    row_of = {key: row for row, key in enumerate(keys)}
    position = np.array([row_of.get(name, -1) for name in names], np.int64)
    supplied = _supplied(net, circuit)
    given = np.zeros(len(keys), bool)
    given[position[position >= 0]] = True
    return LoadMatch(
        position=position,
        only_in_net=[keys[row] for row in np.flatnonzero(~given & net.load["in_service"].to_numpy(bool))],
        only_given=[name for name, row in zip(names, position) if row < 0],
        not_supplied=[name for name, row in zip(names, position) if row >= 0 and not supplied[row]],
    )


def place_loads(net, circuit: Circuit, match: LoadMatch) -> LoadPlaces:
    """The circuit's buses of the matched loads, and what stays constant."""
    bus = _bus(net, circuit)
    supplied = _supplied(net, circuit)
    own = supplied.copy()
    own[match.position[match.position >= 0]] = False
    constant = circuit.bus_constant_kva.astype(complex)
    scaling = net.load["scaling"].to_numpy(float)
    value = (net.load["p_mw"].to_numpy(float) + 1j * net.load["q_mvar"].to_numpy(float)) * scaling * 1e3
    np.add.at(constant, bus[own], value[own])
    enters = (match.position >= 0) & supplied[match.position]
    column = np.flatnonzero(enters)
    return LoadPlaces(column, bus[match.position[column]], constant)


def _bus(net, circuit) -> np.ndarray:
    row_of = {bus: row for row, bus in enumerate(net.bus.index)}
    rows = [row_of[bus] for bus in net.load["bus"]]
    return circuit.bus_of_net_bus[np.array(rows, np.int64)]


def _supplied(net, circuit) -> np.ndarray:
    return net.load["in_service"].to_numpy(bool) & (_bus(net, circuit) >= 0)
