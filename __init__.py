"""Stadsstroom: a town as one living energy system, inside QGIS."""


def classFactory(iface):  # noqa: N802 (the name QGIS asks for)
    from .plugin import StadsstroomPlugin

    return StadsstroomPlugin(iface)
