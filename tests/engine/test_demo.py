"""The demo neighbourhood is what it says it is, defects included."""

import numpy as np
import pandas as pd
import pytest
import shapely
from stadsstroom.engine.demo import DEFECTS, demo_neighbourhood


@pytest.fixture(scope="module")
def town():
    return demo_neighbourhood()


def homes(town):
    uses = town["verblijfsobject"].frame
    return uses["gebruiksdoel"].eq("woonfunctie").sum()


def supply(town):
    """The parts of the LV cables that supply homes, as lines with the id of their cable."""
    cables = town["laagspanningskabel"]
    chosen = cables.take(cables.frame["omschrijving"].str.contains("functie LS").to_numpy())
    parts, owner = shapely.get_parts(chosen.geometry, return_index=True)
    return parts, chosen.frame["kabel_id"].to_numpy()[owner]


def lonely_ends(lines, within):
    """Pairs of line ends that come closer than `within` without touching."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    a, b = shapely.STRtree(ends).query(ends, predicate="dwithin", distance=within)
    far = shapely.distance(ends[a], ends[b])
    return far[(a < b) & (far > 1e-6)]


def test_it_has_the_layers_and_attributes_of_the_open_data(town):
    attributes = {name: set(table.frame.columns) - {"feature_id"} for name, table in town.items()}
    assert attributes["pand"] == {"identificatie", "bouwjaar", "status", "aantal_verblijfsobjecten"}
    assert attributes["laagspanningskabel"] == attributes["middenspanningskabel"] == {"kabel_id", "omschrijving"}
    assert attributes["middenspanningsstation"] == {"station_id", "omschrijving"}
    assert attributes["verblijfsobject"] == {
        "identificatie",
        "pandidentificatie",
        "gebruiksdoel",
        "oppervlakte",
        "elektriciteit_kwh_per_jaar_pc6",
        "gas_m3_per_jaar_pc6",
    }


def test_it_is_a_neighbourhood(town):
    assert 140 <= homes(town) <= 165
    assert town["middenspanningsstation"].frame["omschrijving"].value_counts().to_dict() == {
        "Netstation": 2,
        "Klantstation": 1,
        "Klantstation met medegebruik": 1,
        "Transportverdeelstation": 1,
    }
    extent = shapely.total_bounds(np.concatenate([table.geometry for table in town.values()]))
    assert extent[2] - extent[0] < 900
    assert extent[3] - extent[1] < 600


def test_same_seed_same_neighbourhood_other_seed_another(town):
    again, other = demo_neighbourhood(1), demo_neighbourhood(2)
    for name in town:
        pd.testing.assert_frame_equal(town[name].frame, again[name].frame)
        assert all(shapely.equals_exact(town[name].geometry, again[name].geometry))
    assert not town["verblijfsobject"].frame.equals(other["verblijfsobject"].frame)


def test_houses_do_not_stand_on_streets_or_in_each_other(town):
    houses = shapely.make_valid(town["pand"].geometry)
    street = town["wegdeel"].geometry[0]
    assert shapely.area(shapely.intersection(houses, street)).max() == 0
    a, b = shapely.STRtree(houses).query(houses, predicate="overlaps")
    assert shapely.area(shapely.intersection(houses[a], houses[b])).max(initial=0) < 0.1  # rounding to the millimetre


def test_addresses_lie_in_their_buildings(town):
    uses, pand = town["verblijfsobject"], town["pand"]
    inside = shapely.STRtree(shapely.make_valid(pand.geometry)).query(uses.geometry, predicate="intersects")
    assert len(np.unique(inside[0])) == len(uses)


def test_cables_stay_out_of_buildings(town):
    houses = shapely.make_valid(town["pand"].geometry)
    for name in ("laagspanningskabel", "middenspanningskabel"):
        assert not shapely.STRtree(houses).query(town[name].geometry, predicate="intersects").size, name


def test_stations_lie_near_the_cables_but_not_on_them(town):
    for place in town["middenspanningsstation"].geometry:
        assert 0.5 < shapely.distance(place, town["middenspanningskabel"].geometry).min() < 2.5


def test_every_defect_it_names_is_there(town):
    lines, owner = supply(town)
    mv = shapely.get_parts(town["middenspanningskabel"].geometry)
    pand, uses = town["pand"], town["verblijfsobject"]
    length = shapely.length(lines)
    true_lines, true_owner = lines[length > 0], owner[length > 0]
    a, b = shapely.STRtree(true_lines).query(true_lines, predicate="crosses")
    ends = np.concatenate([shapely.get_point(true_lines, 0), shapely.get_point(true_lines, -1)])
    vertices = shapely.multipoints(shapely.get_coordinates(true_lines))
    on_a_line = [
        end
        for end in ends
        if (shapely.distance(true_lines, end) < 0.01).sum() > 1 and (shapely.distance(ends, end) < 0.01).sum() == 1
    ]
    touching = shapely.union_all(shapely.buffer(true_lines, 2.5))
    stations = town["middenspanningsstation"].geometry
    pieces = shapely.get_parts(touching)
    reaches = [int((shapely.distance(piece, stations) < 2.5).sum()) for piece in pieces]
    far = shapely.distance(shapely.make_valid(pand.geometry), shapely.union_all(true_lines))
    number = pd.to_numeric
    streets, sources = shapely.get_parts(town["straat"].geometry), town["warmtebron"].frame
    short = np.array(
        [
            shapely.distance(shapely.get_point(line, end), np.delete(streets, row)).min()
            for row, line in enumerate(streets)
            for end in (0, -1)
        ]
    )
    missed = {
        level: np.isclose(lonely_ends(drawn, 0.45), 0.4, atol=2e-3).any()
        for level, drawn in (("LV", true_lines), ("MV", mv))
    }
    seen = {
        ("laagspanningskabel", "gap of 0.4 m between two ends"): missed["LV"],
        ("laagspanningskabel", "end halfway along a cable without a vertex"): any(
            shapely.distance(vertices - shapely.multipoints([end]), end) > 5 for end in on_a_line
        ),
        ("laagspanningskabel", "crossing without a joint"): (a < b).any(),
        ("laagspanningskabel", "one feature in two parts"): pd.Series(true_owner).duplicated().any(),
        ("laagspanningskabel", "cable drawn twice"): any(
            shapely.equals(line, true_lines).sum() > 1 for line in true_lines
        ),
        ("laagspanningskabel", "part without length"): (length == 0).any(),
        ("laagspanningskabel", "island that hangs on no station"): 0 in reaches,
        ("laagspanningskabel", "cables that join the stations"): max(reaches) >= 3,
        ("laagspanningskabel", "cables for street lighting only"): len(true_owner) < len(town["laagspanningskabel"]),
        ("middenspanningskabel", "gap of 0.4 m between two ends"): missed["MV"],
        ("pand", "id used twice"): pand.frame["identificatie"].duplicated().any(),
        ("pand", "outline that crosses itself"): not shapely.is_valid(pand.geometry).all(),
        ("pand", "build year as text"): number(pand.frame["bouwjaar"], errors="coerce").isna().any(),
        ("pand", "building out of reach of every cable"): far.max() > 50,
        ("verblijfsobject", "id used twice"): uses.frame["identificatie"].dropna().duplicated().any(),
        ("verblijfsobject", "no id"): uses.frame["identificatie"].isna().any(),
        ("verblijfsobject", "no building id"): uses.frame["pandidentificatie"].isna().any(),
        ("verblijfsobject", "floor area of 1 m2"): (uses.frame["oppervlakte"] == 1).any(),
        ("verblijfsobject", "yearly use as text"): number(uses.frame["gas_m3_per_jaar_pc6"].dropna(), errors="coerce")
        .isna()
        .any(),
        ("straat", "end 1.2 m before the street it joins"): ((short > 1.0) & (short < 1.5)).any(),
        ("straat", "crossing without a joint"): any(
            a.crosses(b) and not set(a.coords) & set(b.coords) for a in streets for b in streets
        ),
        ("straat", "street drawn twice"): any(shapely.equals(line, streets).sum() > 1 for line in streets),
        ("straat", "one feature in two parts"): (shapely.get_num_geometries(town["straat"].geometry) > 1).any(),
        ("straat", "island"): shapely.get_num_geometries(shapely.union_all(shapely.buffer(streets, 1.0))) > 1,
        ("warmtebron", "power as text"): number(sources["kw"], errors="coerce").isna().any(),
        ("warmtebron", "source without power"): (number(sources["kw"], errors="coerce") == 0).any(),
    }
    assert {defect: bool(found) for defect, found in seen.items()} == dict.fromkeys(DEFECTS, True)
