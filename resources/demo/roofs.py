"""Roofs: planes, sun, Powermapping; their group, themes and picture."""

from __future__ import annotations

from pathlib import Path

from stadsstroom.processing.words import number_text, said, tr

from .chain import Chain
from .page import Page
from .project import add_theme, layer_of, put_in_group

# layers of the picture's two maps, by the end of their table's name; the first is on top
MAPS = (("Suitability of roofs", ("roof_panels", "roof_suitability")), ("Powermapping", ("roof_classes",)))


def run_roofs(chain: Chain, town: dict[str, str], heights: dict) -> dict:
    """Planes, sun and Powermapping of the town; heights: DSM, DTM and RASTER_YEAR, as far as there are any."""
    with_buildings = {"BUILDINGS": town["pand"], **heights}
    chain.run(
        "roofplanes",
        {
            **with_buildings,
            "PLANES": chain.table("roof_planes"),
            "BUILDINGS_OUT": chain.table("roof_heights"),
            "PROBLEMS": chain.table("roof_problems"),
        },
    )
    sun = chain.run(
        "roofsolar",
        {
            **heights,
            "PLANES": chain.layer("roof_planes"),
            "BUILDINGS": chain.layer("roof_heights"),
            **({"IRRADIATION": chain.file("irradiation.tif")} if heights.get("DSM") else {}),
            "PLANES_OUT": chain.table("roof_suitability"),
            "PANELS": chain.table("roof_panels"),
            "BUILDINGS_OUT": chain.table("roof_yield"),
            "ROOF_PROFILES": chain.file("roofs.profiles"),
        },
    )
    power = chain.run(
        "powermapping",
        {
            **with_buildings,
            "NEIGHBOURHOODS": town.get("buurt"),
            "BUILDINGS_OUT": chain.table("roof_classes"),
            "AREAS": chain.table("roof_areas"),
        },
    )
    put_in_group(tr("Roofs"), (tr("Powermapping"), tr("Roofs: sun")))
    return {**power, **sun}


def add_themes() -> None:
    """A theme for each of `MAPS`."""
    for name, tables in MAPS:
        add_theme(tr(name), [layer_of(table) for table in tables])


def findings(results: dict) -> list[str]:
    """What the roofs can give, in two lines."""
    told = {name: number_text(value) for name, value in results.items() if isinstance(value, (int, float))}
    told |= {name: number_text(results[name], 2) for name in ("SUN_HA", "SUN_GWH", "FULL_HA", "FULL_GWH")}
    return [
        said("{PANEL_COUNT} panels, {PANELS_KWP} kWp, {PANELS_MWH} MWh a year on {PLANE_COUNT} roof planes", told),
        said(
            "Quick rule {SUN_HA} ha, {SUN_GWH} GWh, {SUN_HOUSEHOLDS} households; full method {FULL_HA} ha, {FULL_GWH} "
            "GWh, {FULL_HOUSEHOLDS} households",
            told,
        ),
    ]


def picture(out: Path, below: list, lines: list[str]) -> Path:
    """Suitability and Powermapping side by side, with their legends; the path of the picture."""
    page = Page(tr("Roofs"))
    extent = layer_of("roof_classes").extent()
    extent.scale(1.05)
    for (name, tables), (left, wide) in zip(MAPS, page.columns(len(MAPS))):
        layers = [layer_of(table) for table in tables]
        page.label(tr(name), (left, 8, wide, 8), 13, bold=True)
        page.map([*layers, *below], extent, (left, 18, wide, 110))
        page.legend(dict.fromkeys(layers, ""), (left - 2, 130))
    page.label("\n".join(lines), (10, 182, 277, 16), 9)
    return page.export(out / "roofs.png")
