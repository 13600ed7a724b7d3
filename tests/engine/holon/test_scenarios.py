"""The shares of today, 2030 and 2050 are what the demand takes, each within its band and with its source."""

import numpy as np
from stadsstroom.engine.catalogue import read_catalogue
from stadsstroom.engine.demand import DemandOptions

SHARES = ("ev_share", "heat_pump_share", "pv_share", "battery_share")


def test_every_scenario_has_all_shares_with_source_and_year():
    table = read_catalogue("scenarios")
    assert table["source"].str.len().gt(3).all()
    assert table["year"].notna().all()
    assert table["percent"].between(table["low"], table["high"]).all()
    for _, rows in table.groupby("scenario"):
        given = dict(zip(rows["parameter"].str.lower(), rows["percent"]))
        assert set(given) == set(SHARES)
        options = DemandOptions(**given)
        assert all(getattr(options, name) == given[name] for name in SHARES)


def test_no_share_falls_with_the_years():
    table = read_catalogue("scenarios").pivot(index="parameter", columns="scenario", values="percent")
    assert (np.diff(table[["today", "2030", "2050"]].to_numpy(), axis=1) > 0).all()
