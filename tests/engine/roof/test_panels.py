"""Panels laid on roof planes."""

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Polygon, box
from stadsstroom.engine import EngineError, FeatureTable, finish
from stadsstroom.engine.roof.panels import PanelOptions, lay_panels, row_pitch_m

SIZE = {"panel_width_m": 1.0, "panel_length_m": 1.6, "panel_wp": 400.0, "gap_m": 0.0}
BARE = PanelOptions(**SIZE, setback_pitched_m=0.0, setback_flat_m=0.0, east_west_aisle_m=0.0)


def planes(*shapes, tilt=35.0, azimuth=180.0, kind="pitched"):
    n = len(shapes)
    frame = pd.DataFrame(
        {
            "plane_id": [f"p{i}" for i in range(n)],
            "building_id": [f"b{i}" for i in range(n)],
            "roof_kind": np.broadcast_to(kind, n),
            "tilt_deg": np.broadcast_to(np.asarray(tilt, float), n),
            "azimuth_deg": np.broadcast_to(np.asarray(azimuth, float), n),
        }
    )
    return FeatureTable(frame, np.array(shapes, object), name="planes")


def flat(*shapes):
    return planes(*shapes, tilt=0.0, azimuth=np.nan, kind="flat")


def lay(table, options=BARE):
    return finish(lay_panels(table, options))


def on_roof(width, slope, tilt, azimuth, at=(1000.0, 2000.0)):
    """A rectangle of `width` along the eaves and `slope` up a roof that faces `azimuth`, as seen from above."""
    depth = slope * np.cos(np.radians(tilt))
    shape = box(0, 0, width, depth)
    turned = shapely.affinity.rotate(shape, 180 - azimuth, origin=(0, 0))
    return shapely.affinity.translate(turned, *at)


def overlap_m2(panels):
    shapes = panels.geometry
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = left < right
    return shapely.area(shapely.intersection(shapes[left[pairs]], shapes[right[pairs]])).max(initial=0.0)


@pytest.mark.parametrize("azimuth", [0, 37, 90, 180, 251.3])
@pytest.mark.parametrize("tilt", [15, 40, 60])
@pytest.mark.parametrize(("width", "slope"), [(5.0, 4.0), (9.99, 6.4), (3.2, 3.3), (0.9, 9.0), (12.0, 1.6)])
def test_on_a_rectangle_as_many_as_the_floor_of_its_sides(width, slope, tilt, azimuth):
    result = lay(planes(on_roof(width, slope, tilt, azimuth), tilt=tilt, azimuth=azimuth))
    upright = int(width / 1.0 + 1e-9) * int(slope / 1.6 + 1e-9)
    lying = int(width / 1.6 + 1e-9) * int(slope / 1.0 + 1e-9)
    assert len(result.panels) == max(upright, lying)
    if len(result.panels):
        assert result.planes.frame["orientation"][0] == ("portrait" if upright >= lying else "landscape")
        seen = shapely.area(result.panels.geometry)
        np.testing.assert_allclose(seen, 1.6 * np.cos(np.radians(tilt)), rtol=1e-9)
        assert overlap_m2(result.panels) < 1e-9


def test_gaps_and_setback_take_their_room():
    options = PanelOptions(**{**SIZE, "gap_m": 0.1}, setback_pitched_m=0.5)
    shape = on_roof(1 + 4 * 1.0 + 3 * 0.1, 1 + 2 * 1.6 + 0.1, 40, 180)
    assert len(lay(planes(shape, tilt=40), options).panels) == 8
    tight = on_roof(1 + 4 * 1.0 + 3 * 0.1 - 0.01, 1 + 2 * 1.6 + 0.1, 40, 180)
    assert len(lay(planes(tight, tilt=40), options).panels) == 6


HIP = Polygon([(0, 0), (14, 0), (10, 4), (4, 4)])
NOTCHED = Polygon([(0, 0), (12, 0), (12, 5), (7, 5), (7, 9), (0, 9)])
CHIMNEY = Polygon(box(0, 0, 10, 6).exterior.coords, [box(4.5, 2, 5.5, 3).exterior.coords])
TWO_PARTS = shapely.MultiPolygon([box(0, 0, 4, 3), box(6, 0, 10, 3)])


@pytest.mark.parametrize("shape", [HIP, NOTCHED, CHIMNEY, TWO_PARTS], ids=["hip", "notched", "chimney", "two parts"])
@pytest.mark.parametrize(("kind", "layout"), [("pitched", "east_west"), ("flat", "east_west"), ("flat", "south")])
@pytest.mark.parametrize("turn", [0, 23])
def test_panels_keep_off_edges_obstacles_and_each_other(shape, kind, layout, turn):
    shape = shapely.affinity.rotate(shape, turn, origin=(0, 0))
    options = PanelOptions(setback_pitched_m=0.3, setback_flat_m=0.3, flat_layout=layout)
    tilt, azimuth = (30.0, 180.0 - turn) if kind == "pitched" else (0.0, np.nan)
    result = lay(planes(shape, tilt=tilt, azimuth=azimuth, kind=kind), options)
    assert len(result.panels) >= 2
    assert overlap_m2(result.panels) < 1e-9
    # On a slope the strip looks narrower from above, by the cosine at most.
    least = 0.3 * np.cos(np.radians(tilt)) - 1e-3
    off = shapely.distance(result.panels.geometry, shapely.boundary(shape))
    assert shapely.covers(shape, result.panels.geometry).all()
    assert off.min() >= least
    frame = result.planes.frame
    assert frame["panels"].sum() == len(result.panels)
    assert frame["kwp"].sum() == pytest.approx(result.panels.frame["kwp"].sum())
    assert result.faces.frame["face_kwp"].sum() == pytest.approx(frame["kwp"].sum())


def test_a_chimney_costs_the_panels_it_stands_on():
    whole = lay(planes(box(0, 0, 10, 6), tilt=1e-6))
    holed = lay(planes(CHIMNEY, tilt=1e-6))
    assert len(whole.panels) == 36
    assert 30 <= len(holed.panels) < 36


def test_east_and_west_alternate_over_a_flat_roof():
    result = lay(flat(box(0, 0, 20, 10)))
    faces = result.faces.frame
    assert faces["plane_id"].tolist() == ["p0/1", "p0/2"]
    assert faces["roof_plane_id"].tolist() == ["p0", "p0"]
    assert faces["azimuth_deg"].tolist() == pytest.approx([90, 270])
    assert (faces["tilt_deg"] == 10).all()
    assert faces["face_panels"].tolist() == [len(result.panels) / 2] * 2
    # Pairs of 2 x 1.0 x cos 10 deep and 1.6 wide: 10 along 20 m, 6 across 10 m; upright 6 along and 10 across.
    assert len(result.panels) == 2 * 10 * 6
    east = (result.panels.frame["face_id"] == "p0/1").to_numpy()
    x = shapely.get_x(shapely.centroid(result.panels.geometry))
    assert np.sort(x[east])[-1] > np.sort(x[~east])[-1]  # the easternmost panel looks east


def test_racks_follow_the_building_or_the_sun():
    turned = shapely.affinity.rotate(box(0, 0, 20, 10), 20, origin=(0, 0))
    along = lay(flat(turned))
    assert along.faces.frame["azimuth_deg"].tolist() == pytest.approx([70, 250])
    sun = lay(flat(turned), PanelOptions(**SIZE, setback_flat_m=0.0, east_west_aisle_m=0.0, flat_alignment="sun"))
    assert sun.faces.frame["azimuth_deg"].tolist() == pytest.approx([90, 270])
    assert len(sun.panels) < len(along.panels)


def test_rows_leave_each_other_in_the_sun():
    """At noon on 21 December the sun stands at 90 - 52.01 - 23.44 = 14.55° in Delft."""
    options = PanelOptions(**SIZE, flat_layout="south", south_tilt_deg=13.0, latitude_deg=52.01)
    height = np.sin(np.radians(13))
    assert row_pitch_m(1.0, options) == pytest.approx(
        np.cos(np.radians(13)) + height / np.tan(np.radians(14.55)), rel=1e-6
    )
    # At ten o'clock solar time the sun is lower, so rows stand further apart; a row turned to it needs yet more.
    early = PanelOptions(**SIZE, flat_layout="south", south_shadow_hour=10.0, latitude_deg=52.01)
    assert row_pitch_m(1.0, early) > row_pitch_m(1.0, options) + 0.1
    assert row_pitch_m(1.0, early, -30) > row_pitch_m(1.0, early)
    given = PanelOptions(**SIZE, flat_layout="south", row_pitch_m=2.5)
    assert row_pitch_m(1.0, given) == 2.5
    with pytest.raises(EngineError, match="does not shine"):
        row_pitch_m(1.0, PanelOptions(south_shadow_hour=7.0))


def test_coverage_of_flat_roofs_is_what_installers_reach():
    roof = flat(box(0, 0, 60, 40))
    tents = lay(roof, PanelOptions()).planes.frame["panels"][0] * 1.13 * 1.72 / 2400
    rows = lay(roof, PanelOptions(flat_layout="south")).planes.frame["panels"][0] * 1.13 * 1.72 / 2400
    assert 0.70 < tents < 0.85
    assert 0.40 < rows < 0.60


def test_what_is_no_roof_holds_none():
    table = planes(None, Polygon(), box(0, 0, 0.5, 0.5), box(0, 0, 9, 1), tilt=[30, 30, 30, 88])
    result = lay(table)
    assert result.planes.frame["panels"].tolist() == [0, 0, 0, 0]
    assert len(result.panels) == 0
    assert len(result.faces) == 4
    assert len(lay(planes()).panels) == 0
    bow_tie = Polygon([(0, 0), (8, 6), (8, 0), (0, 6)])
    assert shapely.covers(shapely.make_valid(bow_tie).buffer(1e-6), lay(planes(bow_tie)).panels.geometry).all()


def test_a_hall_of_three_hectares_is_full():
    result = lay(planes(box(0, 0, 300, 100), tilt=1e-6))
    assert len(result.panels) == max(300 * 62, 187 * 100)


def test_order_of_planes_changes_only_the_order():
    shapes = [HIP, NOTCHED, CHIMNEY]
    one = lay(planes(*shapes))
    turned = planes(*shapes)
    other = lay(turned.take(np.array([2, 0, 1])))
    by_id = dict(zip(other.panels.frame["panel_id"], shapely.to_wkb(other.panels.geometry)))
    assert by_id == dict(zip(one.panels.frame["panel_id"], shapely.to_wkb(one.panels.geometry)))


def test_roofs_of_any_size_and_turn_hold_panels():
    """900 planes of three shapes."""
    rng = np.random.default_rng(1)
    shapes, tilts, azimuths = [], [], []
    for i in range(900):
        base = [HIP, NOTCHED, CHIMNEY][i % 3]
        scale = rng.uniform(0.6, 1.4)
        shape = shapely.affinity.scale(base, scale, scale, origin=(0, 0))
        shapes.append(
            shapely.affinity.translate(shapely.affinity.rotate(shape, rng.uniform(0, 360)), *rng.uniform(0, 2000, 2))
        )
        tilts.append(rng.uniform(15, 50))
        azimuths.append(rng.uniform(0, 360))
    table = planes(*shapes, tilt=tilts, azimuth=azimuths)
    result = lay(table, PanelOptions())
    assert result.planes.frame["panels"].mean() > 3


@pytest.mark.parametrize("wrong", [{"panel_wp": 0.44}, {"flat_layout": "north"}, {"setback_flat_m": -1.0}])
def test_impossible_options_end_in_a_sentence(wrong):
    with pytest.raises(EngineError):
        PanelOptions(**wrong)
