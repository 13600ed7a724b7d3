"""The dock shows true numbers, by mouse and by keyboard."""

import numpy as np
import pytest
from qgis.PyQt.QtCore import QPointF, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("qgis_app")

YEAR = np.datetime64("2023-01-01T00:00:00", "s") + np.arange(8760) * np.timedelta64(3600, "s")
PEAK = 409  # 18 January 2023, 1:00 UTC, Wednesday 2:00 on the clock


@pytest.fixture
def loaded():
    """A section at 40 %, for one hour at 150 % and for one at 120 %; half of it in another scenario."""
    from stadsstroom.plugin.element import Element, Unit

    values = np.full(8760, 40.0)
    values[PEAK], values[PEAK + 2] = 150.0, 120.0
    return Element(
        "section", "s-1", "Cable section s-1", "LV · 80 m", "All-electric", YEAR, values, (100.0,),
        (Unit("%", 1.0, 0), Unit("A", 2.5, 0)), (("Today", values / 2),),
    )  # fmt: skip


@pytest.fixture
def low_voltage():
    from stadsstroom.plugin.element import Element, Unit

    values = np.full(8760, 1.0)
    values[PEAK], values[5000] = 0.88, 1.06
    units = (Unit("V", 230.0, 1), Unit("pu", 1.0, 3))
    return Element("connection", "c-1", "Connection c-1", "", "Today", YEAR, values, (0.9, 1.1), units, from_zero=False)


@pytest.fixture
def dock(qgis_app):
    from stadsstroom.plugin.dock import HoursDock

    made = HoursDock()
    made.resize(700, 420)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def colours(widget):
    """How many pixels of each colour the widget shows."""
    image = widget.grab().toImage()
    found = {}
    for x in range(0, image.width(), 2):
        for y in range(0, image.height(), 2):
            name = image.pixelColor(x, y).name()
            found[name] = found.get(name, 0) + 1
    return found


def test_it_opens_at_the_worst_hour_and_says_what_it_is(dock, loaded):
    dock.show_element(loaded)
    assert dock.title.text() == "Cable section s-1"
    assert dock.verdict.text() == "Highest 150 % on Wed 18 Jan 2023 02:00–03:00; hours above the limit: 2"
    assert dock.readout.text() == "Wed 18 Jan 2023 02:00–03:00 · 150 % · 375 A · Today 75 %"


def test_the_day_holds_the_hours_of_the_worst_day_with_limit_and_other_scenario(dock, loaded):
    dock.show_element(loaded)
    picture = dock.chart.picture
    assert [series.label for series in picture.series] == ["All-electric", "Today"]
    assert picture.series[0].values.tolist() == [40.0] * 2 + [150.0, 40.0, 120.0] + [40.0] * 19
    assert picture.limits == ((100.0, "limit 100 %"),)


def test_another_unit_shows_the_same_load_in_ampere(dock, loaded):
    dock.show_element(loaded)
    dock.units.setCurrentIndex(1)
    assert dock.chart.picture.series[0].values.max() == 375.0
    assert dock.chart.picture.limits == ((250.0, "limit 250 A"),)


def test_the_week_runs_from_monday_to_sunday(dock, loaded):
    dock.show_element(loaded)
    dock.tabs.setCurrentIndex(1)
    picture = dock.chart.picture
    assert len(picture.hours) == 168
    assert picture.x_labels[0][1] == "Mon 16"


def test_the_duration_curve_falls_from_the_worst_hour(dock, loaded):
    dock.show_element(loaded)
    dock.tabs.setCurrentIndex(3)
    picture = dock.chart.picture
    assert picture.series[0].values[:3].tolist() == [150.0, 120.0, 40.0]
    assert picture.hours[0] == PEAK
    assert (np.diff(picture.series[0].values) <= 0).all()
    assert (np.diff(picture.series[1].values) <= 0).all()


def test_the_year_colours_every_hour_by_nearness_to_the_limit(dock, loaded):
    dock.show_element(loaded)
    dock.tabs.setCurrentIndex(2)
    image = dock.chart.picture.image()
    assert (image.width(), image.height()) == (366, 24)
    over, under = image.pixelColor(17, 2), image.pixelColor(17, 12)
    assert over.red() > over.blue() + 60  # orange to red
    assert under.blue() > under.red()  # blue
    assert image.pixelColor(84, 2).alpha() == 0  # the hour that summer time skips
    assert [label for _, label in dock.chart.picture.key] == ["0 %", "100 %", "150 %"]


def test_what_lies_above_the_limit_is_shaded(dock, loaded):
    from dataclasses import replace

    dock.show_element(loaded)
    shaded = colours(dock.chart)
    dock.show_element(replace(loaded, values=loaded.values * 0.5))
    free = colours(dock.chart)
    tint = "#ecbcae"  # the limit's colour, thin, over white
    assert shaded.get(tint, 0) > 50
    assert free.get(tint, 0) == 0


def test_a_voltage_is_judged_by_the_limit_it_is_nearest_to(dock, low_voltage):
    dock.show_element(low_voltage)
    assert dock.verdict.text() == (
        "Furthest from nominal 202.4 V on Wed 18 Jan 2023 02:00–03:00; hours outside the limits: 1"
    )
    assert [label for _, label in dock.chart.picture.limits] == ["limit 207.0 V", "limit 253.0 V"]
    dock.tabs.setCurrentIndex(2)
    assert [label for _, label in dock.chart.picture.key] == ["253.0 V", "230.0 V", "207.0 V", "201.3 V"]
    strain = low_voltage.strain()
    assert strain[PEAK] == pytest.approx(1.2)
    assert strain[5000] == pytest.approx(-0.6)


def test_the_keyboard_walks_through_the_hours(dock, loaded):
    chosen = []
    dock.hour_chosen.connect(chosen.append)
    dock.show_element(loaded)
    QTest.keyClick(dock.chart, Qt.Key.Key_Right)
    QTest.keyClick(dock.chart, Qt.Key.Key_Right)
    assert dock.chart.hour == PEAK + 2
    assert "120 %" in dock.readout.text()
    assert dock.chart.accessibleDescription() == dock.readout.text()
    QTest.keyClick(dock.chart, Qt.Key.Key_Return)
    assert chosen == [YEAR[PEAK + 2]]
    QTest.keyClick(dock.chart, Qt.Key.Key_Home)
    assert "00:00–01:00" in dock.readout.text()
    dock.tabs.setCurrentIndex(2)
    QTest.keyClick(dock.chart, Qt.Key.Key_Right)  # the same hour a day later
    assert dock.readout.text().startswith("Thu 19 Jan 2023 00:00")


def test_the_mouse_reads_the_hour_under_it(dock, loaded):
    dock.show_element(loaded)
    frame = dock.chart.frame()
    place = QPointF(frame.left() + frame.width() * 4.5 / 24, frame.center().y())
    assert dock.chart.picture.hour_at(place, frame) == PEAK + 2
    QTest.mouseClick(dock.chart, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.toPoint())
    assert "120 %" in dock.readout.text()


def test_it_follows_the_map_and_turns_the_page(dock, loaded):
    dock.show_element(loaded)
    dock.follow(PEAK + 1)
    assert "40 %" in dock.readout.text()
    dock.follow(5000)
    assert 5000 in dock.chart.picture.hours


def test_hours_that_could_not_be_calculated_are_gaps(dock, loaded):
    from dataclasses import replace

    values = loaded.values.copy()
    values[PEAK] = np.nan
    dock.show_element(replace(loaded, values=values))
    assert dock.verdict.text().startswith("Highest 120 %")
    dock.follow(PEAK)
    assert "unknown" in dock.readout.text()
    dock.show_element(replace(loaded, values=np.full(8760, np.nan), others=()))
    assert dock.verdict.text() == "No hour of this element could be calculated."
    for tab in range(4):
        dock.tabs.setCurrentIndex(tab)
        dock.grab()


def test_the_hours_can_be_copied_to_a_spreadsheet(dock, loaded):
    dock.show_element(loaded)
    dock.copy_hours()
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert rows[0] == ["utc", "%", "A", "Today %"]
    assert len(rows) == 8761
    assert rows[PEAK + 1] == ["2023-01-18T01:00:00", "150", "375", "75"]


def test_without_hours_it_says_what_to_do(dock):
    dock.show_hint()
    assert not dock.tabs.isEnabled()
    assert "Pick a cable section" in dock.chart.words


@pytest.mark.parametrize(
    ("low", "high", "most", "steps"),
    [
        (0, 138, 7, [0, 20, 40, 60, 80, 100, 120, 140]),
        (200, 253, 4, [200, 220, 240, 260]),
        (0.9, 1.1, 4, [0.9, 0.95, 1.0, 1.05, 1.1]),
    ],
)
def test_axes_have_round_numbers(low, high, most, steps):
    from stadsstroom.plugin.scale import decimals, round_steps

    assert round_steps(low, high, most) == pytest.approx(steps)
    assert decimals(round_steps(low, high, most)) == (2 if high < 2 else 0)


# A roof


@pytest.fixture
def roof():
    """A roof of 4 kWp: 1 kW from 10 to 14 h UTC on every day, 3.5 kW in the first hour of June."""
    from stadsstroom.plugin.element import Element, Unit

    values = np.where((np.arange(8760) % 24 >= 10) & (np.arange(8760) % 24 < 14), 1.0, 0.0)
    values[np.flatnonzero(np.datetime64("2023-06-01") == YEAR)[0] + 11] = 3.5
    title, about = "Roof of 0503100000012345", "4.0 kWp"
    units = (Unit("kW", 1.0, 2),)
    return Element("roof", "0503100000012345", title, about, "Roofs: sun", YEAR, values, (4.0,), units, has_limit=False)


def test_a_roof_opens_with_its_twelve_months(dock, roof):
    dock.show_element(roof)
    picture = dock.chart.picture
    energy = [124, 112, 124, 120, 124, 122, 124, 124, 120, 124, 120, 124]
    assert picture.series[0][1] == pytest.approx(energy, abs=0.6)
    assert picture.labels[:3] == ("Jan", "Feb", "Mar")
    assert dock.verdict.text() == "1463 kWh in the year; highest 3.50 kW on Thu 1 Jun 2023 13:00–14:00"
    assert dock.readout.text() == "June 2023 · 123 kWh"
    QTest.keyClick(dock.chart, Qt.Key.Key_Left)
    assert dock.readout.text() == "May 2023 · 124 kWh"
    frame = dock.chart.frame()
    place = QPointF(frame.left() + frame.width() * 1.5 / 12, frame.center().y())
    QTest.mouseClick(dock.chart, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.toPoint())
    assert dock.readout.text() == "February 2023 · 112 kWh"
    assert colours(dock.chart).get("#0072b2", 0) > 500


def test_a_roof_shows_its_hours_in_kilowatt_without_a_limit(dock, roof):
    dock.show_element(roof)
    dock.tabs.setCurrentIndex(0)
    picture = dock.chart.picture
    assert picture.limits == ()
    assert picture.unit.startswith("kW")
    assert picture.series[0].values.max() == 3.5
    assert dock.readout.text() == "Thu 1 Jun 2023 13:00–14:00 · 3.50 kW"
    dock.tabs.setCurrentIndex(2)
    assert [label for _, label in dock.chart.picture.key][:2] == ["0.00 kW", "4.00 kW"]
    for tab in range(5):
        dock.tabs.setCurrentIndex(tab)
        dock.grab()


def test_the_months_leave_with_the_roof(dock, roof, loaded):
    dock.show_element(roof)
    assert dock.tabs.isTabVisible(4)
    assert not dock.on_map.isEnabled()
    dock.show_element(loaded)
    assert not dock.tabs.isTabVisible(4)
    assert dock.tabs.currentIndex() == 0
    assert dock.on_map.isEnabled()


@pytest.fixture
def roof_layer(tmp_path):
    """A layer of buildings as rooftop solar leaves it, with the hours of two of them."""
    from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
    from stadsstroom.engine.demand import ProfilesWriter

    path = tmp_path / "roofs.profiles"
    facts = {"pv": {"connection": np.array([0, 1]), "kwp": np.array([4.0, 2.0])}}
    with ProfilesWriter(path, ["a", "b"], np.datetime64("2023-01-01"), 8760, {"pv": 1.0}, facts) as writer:
        writer.kw("pv")[...] = -np.array([1.0, 0.5])[None, :]
    uri = "Polygon?crs=EPSG:28992&field=building_id:string&field=kwp:double&field=panels:int&field=how:string"
    layer = QgsVectorLayer(uri, "Yield of buildings", "memory")
    for number, name in enumerate(("a", "b", "c")):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name, 4.0 / (1 + number), 10, "assumed"])
        feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON(({number} 0, {number} 1, {number + 1} 1, {number} 0))"))
        layer.dataProvider().addFeature(feature)
    layer.setCustomProperty("stadsstroom/roofs", str(path))
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


def test_a_building_clicked_shows_the_hours_in_its_roof_profiles(dock, roof_layer):
    from stadsstroom.plugin.reading import read_element
    from stadsstroom.plugin.results import kind_of

    assert kind_of(roof_layer) == "roof"
    features = {feature["building_id"]: feature for feature in roof_layer.getFeatures()}
    element = read_element(roof_layer, features["b"])
    assert element.values.tolist() == [0.5] * 8760
    assert element.limits == (2.0,)
    dock.show_feature(roof_layer, features["a"])
    assert dock.title.text() == "Roof of a"
    assert "4.0 kWp · 10 panels · roof assumed" in dock.about.text()
    assert dock.verdict.text().startswith("8760 kWh in the year")
    dock.show_feature(roof_layer, features["c"])
    assert "does not hold the hours of c" in dock.chart.words
    roof_layer.setCustomProperty("stadsstroom/roofs", "/nowhere/roofs.profiles")
    dock.show_feature(roof_layer, features["a"])
    assert "run Rooftop solar potential again" in dock.chart.words
