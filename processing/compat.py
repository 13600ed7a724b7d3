"""The few places where QGIS 3.34 and QGIS 4 differ."""

from pathlib import Path

from qgis.core import Qgis, QgsField, QgsProcessingFeatureSource, QgsVectorFileWriter

try:
    from qgis.PyQt.QtCore import QMetaType

    FIELD_TYPES = {
        "text": QMetaType.Type.QString,
        "int": QMetaType.Type.LongLong,
        "real": QMetaType.Type.Double,
        "bool": QMetaType.Type.Bool,
    }
    QgsField("", FIELD_TYPES["text"])  # before QGIS 3.38 a field takes a QVariant type only
except (ImportError, AttributeError, TypeError):
    from qgis.PyQt.QtCore import QVariant

    FIELD_TYPES = {"text": QVariant.String, "int": QVariant.LongLong, "real": QVariant.Double, "bool": QVariant.Bool}

SKIP_VALIDITY = (
    Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks
    if hasattr(Qgis, "ProcessingFeatureSourceFlag")
    else QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
)


def new_field(name: str, kind: str, label: str) -> QgsField:
    """An attribute field; kind is text, int, real or bool."""
    field = QgsField(name, FIELD_TYPES[kind])
    field.setAlias(label)
    return field


def holds_labels(file: str) -> bool:
    """Whether a file of this format keeps the labels of its fields; where it does not, QGIS warns twice a field."""
    from osgeo import gdal

    driver = gdal.GetDriverByName(QgsVectorFileWriter.driverForExtension(Path(file).suffix) or "GPKG")
    flags = driver.GetMetadataItem("DMD_CREATION_FIELD_DEFN_FLAGS") if driver is not None else None
    return "AlternativeName" in (flags or "").split()


def is_null(value) -> bool:
    """Whether an attribute holds nothing: None, or the null that Qt wraps in a QVariant."""
    if value is None:
        return True
    null = getattr(value, "isNull", None)
    return bool(null()) if null is not None else False


def set_advanced(parameter) -> None:
    """Show the parameter under "Advanced"."""
    if hasattr(Qgis, "ProcessingParameterFlag"):
        flag = Qgis.ProcessingParameterFlag.Advanced
    else:
        flag = type(parameter).FlagAdvanced
    parameter.setFlags(parameter.flags() | flag)


def is_advanced(parameter) -> bool:
    """Whether the parameter stands under "Advanced"."""
    if hasattr(Qgis, "ProcessingParameterFlag"):
        return bool(parameter.flags() & Qgis.ProcessingParameterFlag.Advanced)
    return bool(parameter.flags() & type(parameter).FlagAdvanced)


def horizontal(crs):
    """The flat part of a CRS that also has heights (EPSG:7415 is EPSG:28992 with NAP)."""
    if hasattr(crs, "horizontalCrs"):
        flat = crs.horizontalCrs()
        if flat.isValid():
            return flat
    if crs.authid() == "EPSG:7415":
        return type(crs)("EPSG:28992")
    return crs
