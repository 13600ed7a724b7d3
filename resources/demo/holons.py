"""Holons and pockets: who balances whom, what clears each overload, what still fits, and neighbours who share; themes,
pictures."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsFeatureRequest,
    QgsPalLayerSettings,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from stadsstroom.processing.words import number_text, said, tr

from .chain import Chain
from .figures import rows_of
from .page import Page
from .project import add_theme, element_layer, layer_of, put_in_group
from .scenarios import Scenario

GROUPS = ("Copper or steering", "Congestion pockets", "Hosting capacity", "Energy sharing", "Holons")
BY_GRID = 0
REINFORCED = ("MEASURES", "RANKED", "AREAS", "PROBLEMS")
FITTING = ("CONNECTIONS", "FEEDERS", "STATIONS", "PROBLEMS")
FACTORS = "0 0.5 1 2"
HIGH_MM = 108
HOUSES_M = 150  # across the map of houses
FEW, PART_M = 8, 600  # pockets on one map; across a part of a town


class Holons:
    """One run of the holon rooms on a scenario, and on today's for what still fits and to compare budgets with.

    results: of each algorithm, by its name. sharing: the holon of the station whose connections share, "" where there
    is none. reports: names of their files.
    """

    def __init__(self, chain: Chain, town: dict[str, str], scenario: Scenario, today: Scenario):
        self.chain, self.town, self.scenario, self.today = chain, town, scenario, today
        self.results: dict[str, dict] = {}
        self.sharing = ""
        self.reports = ["copper.html"]
        self._hours = {"PROFILES": chain.file(f"{scenario.word}.profiles"), "NET": chain.file("net.json")}

    def run(self, curves: bool = True) -> None:
        """Holons by the grid, the pockets of what is overloaded, copper beside steering, the panels that still fit
        today, and neighbours who share.

        curves: also tell how far a budget reaches, which takes minutes for a town.
        """
        chain = self.chain
        self._run(
            "holons",
            {
                **self._hours,
                "METHOD": BY_GRID,
                "CONNECTIONS": chain.layer("grid_connections"),
                "BUILDINGS": self.town["pand"],
                "HOLONS": chain.table("holons"),
                **chain.tables("holon", ("FLOWS", "LEVELS", "PROBLEMS")),
                "HOLON_PROFILES": chain.file("holons.profiles"),
                "FLOW_HOURS": chain.file("flows.profiles"),
            },
        )
        self._run(
            "pockets",
            {
                **self._hours,
                "POCKETS": chain.table("pockets"),
                **chain.tables("pocket", ("REMEDIES", "SWITCHES", "PROBLEMS")),
                "STEERED": chain.file("steered.profiles"),
            },
        )
        self._run(
            "reinforce",
            {
                **self._hours,
                "BASE_PROFILES": chain.file(f"{self.today.word}.profiles"),
                **chain.tables("copper", (*REINFORCED, "CURVES") if curves else REINFORCED),
                "CURVES_TOO": curves,
                "FACTORS": FACTORS,
                "REPORT": chain.file("copper.html"),
                "NET_OUT": chain.file("reinforced.json"),
            },
        )
        fitting = {"NET": chain.file("net.json"), "PROFILES": chain.file(f"{self.today.word}.profiles")}
        self._run("hostingcapacity", {**fitting, **chain.tables("fits", FITTING)})
        self._share()
        put_in_group(tr("Holons and pockets"), tuple(tr(name) for name in GROUPS))

    def _share(self) -> None:
        """The connections of the station with most of them are a community."""
        stations = [row for row in rows_of(layer_of("holons")) if row["kind"] == "station"]
        if not stations:
            return
        self.sharing = max(stations, key=lambda row: (row["connections"], row["holon_id"]))["name"]
        self.reports.append("sharing.html")
        self._run(
            "shareenergy",
            {
                "PROFILES": self._hours["PROFILES"],
                "MEMBERS": self.chain.layer("grid_connections"),
                "HOLONS": self.chain.layer("holons"),
                "HOLON_ID": self.sharing,
                "MEMBERS_OUT": self.chain.table("sharing_members"),
                "PROBLEMS": self.chain.table("sharing_problems"),
                "REPORT": self.chain.file("sharing.html"),
            },
        )

    def _run(self, name: str, parameters: dict) -> None:
        self.results[name] = self.chain.run(name, parameters)

    def findings(self) -> dict[str, list[str]]:
        """{title: lines}: who balances whom, what clears the pockets, and what sharing saves."""
        told = {
            name: {key: number_text(value) for key, value in result.items() if isinstance(value, (int, float))}
            for name, result in self.results.items()
        }
        told["holons"] |= {key: number_text(self.results["holons"][key], 1) for key in told["holons"] if "_MWH" in key}
        rows = rows_of(layer_of("pockets"))
        lines = {
            tr("Holons"): [
                said(
                    "{HOLON_COUNT} holons: self-sufficiency {SUFFICIENCY_ALONE} % each connection by itself, "
                    "{SUFFICIENCY_TOGETHER} % all together",
                    told["holons"],
                ),
                said(
                    "{POOLED_MWH} MWh a year won by pooling, of {MADE_MWH} MWh made and {USED_MWH} MWh used; "
                    "{OUTWARD_OUT_MWH} MWh goes out",
                    told["holons"],
                ),
            ],
            tr("Congestion pockets"): [
                said(
                    "{POCKET_COUNT} pockets; cheapest for them: steering {CHEAPEST_STEERING}, a mix {CHEAPEST_MIX}, "
                    "copper {CHEAPEST_COPPER}",
                    told["pockets"],
                ),
                *(f"{row['element_id']}: {row['remedy']}" for row in _worst(rows)),
            ],
            tr("Copper or steering"): [
                said(
                    "Copper alone: {COPPER_EUR} euros, {TRENCH_M} m of trench, {COPPER_KG} kg of copper, "
                    "{ALUMINIUM_KG} kg of aluminium",
                    told["reinforce"],
                ),
                said(
                    "A year: copper alone {COPPER_EUR_PER_YEAR} euros, the cheapest mix {MIX_EUR_PER_YEAR} euros",
                    told["reinforce"],
                ),
            ],
            tr("Hosting capacity"): [
                said(
                    "{TOWN_P50_KW} kWp more of panels than today, laid at random, until the first limit anywhere "
                    "({TOWN_P05_KW} to {TOWN_P95_KW}); nothing fits at {CONNECTIONS_NOTHING} of {CONNECTIONS_ASKED} "
                    "connections",
                    told["hostingcapacity"],
                )
            ],
        }
        if self.sharing:
            values = {**told["shareenergy"], "station": self.sharing}
            lines[tr("Energy sharing")] = [
                said(
                    "{MEMBER_COUNT} neighbours of {station} share {SHARED_MWH} MWh a year and save {SAVING} "
                    "euros together",
                    values,
                )
            ]
        return lines

    def add_themes(self) -> None:
        """Holons with their flows, pockets over what is loaded, copper beside steering, what fits, and who saves."""
        sections = element_layer(self.scenario.name, "section")
        add_theme(tr("Holons and flows"), [layer_of("holon_flows"), layer_of("holons")])
        add_theme(
            tr("Congestion pockets"),
            [layer_of("pocket_remedies"), layer_of("pocket_switches"), sections, layer_of("pockets")],
        )
        add_theme(tr("Copper or steering"), [layer_of("copper_measures"), layer_of("copper_ranked")])
        fits = [layer_of(f"fits_{name}") for name in ("stations", "connections", "feeders")]
        add_theme(tr("Hosting capacity"), fits)
        if self.sharing:
            add_theme(tr("Energy sharing"), [layer_of("sharing_members")])

    def pictures(self, out: Path, below: list) -> list[Path]:
        """Paths of the two pictures: holons, and pockets."""
        return [self._holons_picture(out, below), self._pockets_picture(out, below)]

    def _holons_picture(self, out: Path, below: list) -> Path:
        """All holons with their flows, and the houses in the holon whose connections share."""
        page = Page(tr("Holons and flows"), tr("Who can balance whom"))
        holons, flows = layer_of("holons"), layer_of("holon_flows")
        whole = holons.extent()
        whole.scale(1.02)
        maps = []
        for (name, layers, shown), (left, wide) in zip(
            (
                ("Holons and flows", [flows, holons], whole),
                ("House by house", [holons], self._near_sharing(HOUSES_M) or whole),
            ),
            page.columns(2),
        ):
            page.label(tr(name), (left, 18, wide, 6), 12, bold=True)
            maps.append(page.map([*layers, *below], shown, (left, 25, wide, HIGH_MM)))
        page.legend({holons: ""}, (8, 134), 2)
        page.legend({flows: ""}, (150, 134), 2, seen_on=maps[0])
        page.scale_bar(maps[0], (150, 166))
        page.label("\n".join(self.findings()[tr("Holons")]), (10, 190, 270, 12), 10)
        return page.export(out / "holons.png")

    def _pockets_picture(self, out: Path, below: list) -> Path:
        """What clears each pocket, and copper beside steering."""
        page = Page(tr("Congestion pockets"), tr("Where the grid can relieve itself"))
        pockets, ranked, measures = (layer_of(name) for name in ("pockets", "copper_ranked", "copper_measures"))
        sections = element_layer(self.scenario.name, "section")
        extent = pockets.extent() if pockets.featureCount() else layer_of("holons").extent()
        extent.scale(1.2)
        _keep_free_of_labels(measures)
        many = pockets.featureCount() > FEW  # of a town: an overview, and a part of it close by
        maps = (
            ("Congestion pockets", [pockets] if many else [layer_of("pocket_switches"), sections, pockets], extent),
            ("Copper or steering", [measures, ranked], (many and self._near_sharing(PART_M)) or extent),
        )
        found = self.findings()
        for (name, layers, shown), (left, wide) in zip(maps, page.columns(2)):
            page.label(tr(name), (left, 18, wide, 6), 12, bold=True)
            drawn = page.map([*layers, *below], shown, (left, 25, wide, HIGH_MM))
            page.legend(dict.fromkeys(layers, ""), (left - 2, 134), 2, seen_on=drawn)
            page.label("\n".join(found[tr(name)]), (left, 186, wide - 4, 20), 8.5)
        page.scale_bar(drawn, (245, 198))
        return page.export(out / "pockets.png")

    def _near_sharing(self, across_m: float) -> QgsRectangle | None:
        """The middle of the holon whose connections share, so many metres across."""
        request = QgsFeatureRequest().setFilterExpression("\"kind\" = 'station'")
        for feature in layer_of("holons").getFeatures(request):
            if feature["name"] == self.sharing:
                middle = feature.geometry().poleOfInaccessibility(1.0)[0].asPoint()
                return QgsRectangle.fromCenterAndSize(middle, across_m, across_m * 0.8)
        return None


def _worst(rows: list[dict]) -> list[dict]:
    """The pockets that are over their limit longest, at most three."""
    return sorted(rows, key=lambda row: -row["hours_above"])[:3]


def _keep_free_of_labels(layer: QgsVectorLayer) -> None:
    """Labels of other layers leave these features in sight, where there is room."""
    settings = QgsPalLayerSettings()
    settings.drawLabels = False
    obstacle = settings.obstacleSettings()
    obstacle.setIsObstacle(True)
    obstacle.setFactor(2.0)
    settings.setObstacleSettings(obstacle)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
