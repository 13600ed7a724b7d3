"""The network in a few numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .costs import yearly_factors


def totals(network, pipes: pd.DataFrame, connections: pd.DataFrame, stations: pd.DataFrame, asked) -> dict:
    """Totals by name; lengths in m of trench, money in €, heat in MWh a year, material in kg and m³.

    delivered: heat that homes have, what their own machines add in it. eur_per_mwh: yearly cost (annuities, upkeep,
    heat, electricity of pumps, stations and homes) of a delivered MWh. loss_percent: of the heat that enters the
    network.
    """
    options, sizes = network.options, network.pipes
    users, home, factor = network.users, network.home, yearly_factors(options)
    served = connections["served"].to_numpy(bool)
    metres, loss = pipes["length_m"].to_numpy(float), float(pipes["loss_mwh_per_year"].sum())
    size = np.searchsorted(sizes.dn, pipes["dn"].to_numpy())
    main = (pipes["kind"] == "main").to_numpy()
    delivered = float((users.space_mwh + users.water_mwh)[served].sum())
    from_network = float(home.mwh[served].sum())
    exchanged = float(sum(one.exchanged_mwh for _, one in asked))
    enters = float(stations["heat_mwh_per_year"].sum())
    pipe_eur = float(pipes["eur"].sum())
    indoor = connections["eur"].to_numpy(float) - home.machine_eur
    own_pipe = np.zeros(len(served))
    houses = network.layout.house >= 0
    own_pipe[network.layout.house[houses]] = pipes["eur"].to_numpy(float)[houses]
    indoor_eur = float((indoor - own_pipe)[served].sum())
    machine_eur = float(home.machine_eur[served].sum())
    home_mwh = float(np.nansum(connections["electric_mwh_per_year"]))
    yearly = {
        "pipe_eur_per_year": pipe_eur * factor.pipes,
        "indoor_eur_per_year": indoor_eur * factor.indoor,
        "machine_eur_per_year": machine_eur * factor.machines,
        "station_eur_per_year": float(stations["eur_per_year"].sum()),
        "home_electricity_eur_per_year": home_mwh * options.home_electricity_eur_per_mwh * options.price_index,
    }
    once = pipe_eur + indoor_eur + machine_eur + float(stations["eur"].sum())
    every_year = float(sum(yearly.values()))
    length = float(metres.sum())
    homes = int(users.homes[served].sum())
    return {
        "buildings": int(served.sum()),
        "left_out": int((~served).sum()),
        "homes": homes,
        "stations": len(stations),
        "networks": len(asked),
        "length_m": length,
        "main_m": float(metres[main].sum()),
        "connection_m": float(metres[~main].sum()),
        "length_per_home_m": length / homes if homes else np.nan,
        "delivered_mwh": delivered,
        "network_mwh": from_network,
        "loss_mwh": loss,
        "exchanged_mwh": exchanged,
        "source_mwh": enters,
        "loss_percent": 100 * loss / (from_network + loss) if from_network + loss > 0 else np.nan,
        "density_mwh_per_m": from_network / length if length else np.nan,
        "peak_kw": float(stations["kw"].sum()),
        "pump_kw": float(stations["pump_kw"].sum()),
        "pump_mwh": float(stations["pump_mwh_per_year"].sum()),
        "electric_kw": float(stations["electric_kw"].sum()),
        "electric_mwh": float(stations["electric_mwh_per_year"].sum()),
        "home_electric_mwh": home_mwh,
        "steel_kg": float((sizes.steel_kg_per_m[size] * metres).sum()),
        "insulation_kg": float((sizes.insulation_kg_per_m[size] * metres).sum()),
        "trench_m3": float((sizes.trench_m3_per_m[size] * metres).sum()),
        "eur": once,
        "pipe_eur": pipe_eur,
        "eur_per_m": pipe_eur / length if length else np.nan,
        "eur_per_year": every_year,
        "eur_per_mwh": every_year / delivered if delivered > 0 else np.nan,
        **yearly,
    }
