"""Stadsstroom: a town as one living energy system, inside QGIS."""


def classFactory(iface):
    from .plugin import StadsstroomPlugin

    return StadsstroomPlugin(iface)
