"""Reads rasters of heights by window and writes result rasters, through GDAL as QGIS ships it."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException

from ...engine.roof.heights import HEIGHT_UNITS, USUAL_UNKNOWN, GridPlace, known_heights
from ..compat import horizontal
from ..words import said

TILE = 256
# What GDAL files call their units of height.
UNIT_WORDS = {
    **dict.fromkeys(("m", "metre", "meter", "metres", "meters"), "m"),
    **dict.fromkeys(("dm", "decimetre", "decimeter"), "dm"),
    **dict.fromkeys(("cm", "centimetre", "centimeter"), "cm"),
    **dict.fromkeys(("ft", "foot", "feet", "us survey foot", "us-ft"), "ft"),
}
SQUARE = 1e-4  # cells whose sides differ less are square
MOST_KEPT = 32_000_000  # cells
FARTHEST, HALF_STEP = 1e7, 0.001  # in the raster's own unit, perhaps millimetres

NOT_A_FILE = "Layer {name} ({input}) is no raster file that can be read here: save it as GeoTIFF and choose that."
NO_BAND = "Layer {name} ({input}) has no band {band}: it has {count}."
NO_NUMBERS = "Band {band} of layer {name} ({input}) holds no numbers that can be heights."
OUTSIDE = (
    "Layer {name} ({input}) cannot be brought to {crs}: give it the system it was made in (layer properties, Source)."
)
UNREADABLE = "Layer {name} ({input}) cannot be read at row {row}, column {col}: is the file whole? ({why})"
ASSUMED = "Layer {name} ({input}) has no coordinate system; {crs} is assumed."
WARPED = "Layer {name} ({input}) is brought to {crs} in cells of {cell} m while it is read."
NOT_WHOLE = "{file} could not be written whole ({why}): is there room on the disk?"


class GdalHeights:
    """A `HeightRaster` on one band of a raster layer.

    crs: the working CRS (QgsCoordinateReferenceSystem). A raster in another system, turned, or with cells that are not
    square is read through a virtual raster that interpolates it as it is asked for; nothing is written. unit: a key of
    `HEIGHT_UNITS`, or "" for what the file says of itself, metres where it says nothing.
    """

    def __init__(self, layer, word: str, crs, feedback, band: int = 1, unit: str = ""):
        self._told = {"name": layer.name(), "input": word, "band": band}
        self.name = layer.name()
        provider = layer.dataProvider()
        if provider is None or provider.name() != "gdal":
            raise self._sentence(NOT_A_FILE)
        file = None
        with gdal_quiet():
            file = _gdal().Open(provider.dataSourceUri())
        if file is None:
            raise self._sentence(NOT_A_FILE)
        if not 1 <= band <= file.RasterCount:
            raise self._sentence(NO_BAND, count=file.RasterCount)
        source = file.GetRasterBand(band)
        if _gdal().DataTypeIsComplex(source.DataType):
            raise self._sentence(NO_NUMBERS)
        self._nodata = source.GetNoDataValue()
        scale, offset = source.GetScale(), source.GetOffset()
        self._scale, self._offset = 1.0 if scale is None else scale, offset or 0.0
        unit = unit or UNIT_WORDS.get((source.GetUnitType() or "").strip().lower(), "m")
        self._unit_m = HEIGHT_UNITS[unit]
        self._masked = bool(source.GetMaskFlags() & (_gdal().GMF_PER_DATASET | _gdal().GMF_ALPHA))
        own = horizontal(layer.crs())
        if not own.isValid():
            own = crs
            feedback.pushWarning(said(ASSUMED, {**self._told, "crs": crs.authid()}))
        self._file, self._band_number, self._under = file, band, None
        self._kept = 0  # cells that GDAL holds of it
        if own != crs or not _is_upright(file.GetGeoTransform()):
            self._warp(own, crs, feedback)
        x0, cell, _, y0, _, _ = self._file.GetGeoTransform()
        self.place = GridPlace(x0, y0, cell, self._file.RasterYSize, self._file.RasterXSize)
        self.crs = crs.authid() or crs.toWkt()
        self._band = self._file.GetRasterBand(self._band_number)

    def read(self, rows: slice, cols: slice) -> np.ndarray:
        """Heights (h, w) float32 [m] of a window, nan where unknown."""
        height, width = rows.stop - rows.start, cols.stop - cols.start
        if height <= 0 or width <= 0:
            return np.empty((max(height, 0), max(width, 0)), np.float32)
        raw = mask = None
        with gdal_quiet() as errors:
            raw = self._band.ReadAsArray(cols.start, rows.start, width, height)
            if self._masked:
                mask = self._band.GetMaskBand().ReadAsArray(cols.start, rows.start, width, height)
            self._let_go(height * width)
        if raw is None or errors:
            raise self._sentence(UNREADABLE, row=rows.start, col=cols.start, why="; ".join(errors) or "-")
        plain = self._scale == 1.0 and self._offset == 0.0
        heights = known_heights(raw, self._nodata, self._unit_m if plain else 1.0)
        if not plain:
            heights = (heights * np.float32(self._scale) + np.float32(self._offset)) * np.float32(self._unit_m)
        if mask is not None:
            heights[mask == 0] = np.nan
        return heights

    def _let_go(self, cells: int) -> None:
        """GDAL keeps what was read, a twentieth of the computer's memory: not so long."""
        self._kept += cells
        if self._kept > MOST_KEPT:
            for file in (self._file, *(self._under or ())):
                file.FlushCache()
            self._kept = 0

    def close(self) -> None:
        """Let go of the file: GDAL's objects must not outlive QGIS."""
        self._band = self._file = self._under = None

    def _warp(self, own, crs, feedback) -> None:
        """Put a virtual raster in the working CRS, with square cells, before the file."""
        gdal = _gdal()
        one = warped = None
        with gdal_quiet():
            one = gdal.Translate(
                "", self._file, format="VRT", bandList=[self._band_number], outputType=gdal.GDT_Float32
            )
            options = {
                "format": "VRT",
                "srcSRS": own.toWkt(_wkt_for_gdal()),
                "dstSRS": crs.toWkt(_wkt_for_gdal()),
                "resampleAlg": gdal.GRA_Bilinear,
                "srcNodata": math.nan,
                "dstNodata": math.nan,
                "outputType": gdal.GDT_Float32,
                "multithread": False,
            }
            if one is not None:
                one = _hiding(one, USUAL_UNKNOWN if self._nodata is None else (*USUAL_UNKNOWN, self._nodata))
            warped = gdal.Warp("", one, **options) if one is not None else None
            if warped is not None and not _is_upright(warped.GetGeoTransform()):
                _, across, _, _, _, down = warped.GetGeoTransform()
                side = math.sqrt(abs(across * down))
                warped = gdal.Warp("", one, xRes=side, yRes=side, **options)
        if warped is None:
            raise self._sentence(OUTSIDE, crs=crs.authid())
        cell = warped.GetGeoTransform()[1]
        if not (warped.RasterXSize and warped.RasterYSize and math.isfinite(cell) and cell > 0):
            raise self._sentence(OUTSIDE, crs=crs.authid())
        feedback.pushInfo(said(WARPED, {**self._told, "crs": crs.authid(), "cell": f"{cell:.3g}"}))
        self._under = (self._file, one)  # the virtual raster reads from these
        self._file, self._band_number, self._nodata, self._masked = warped, 1, math.nan, False

    def _sentence(self, template: str, **values) -> QgsProcessingException:
        return QgsProcessingException(said(template, {**self._told, **values}))


class GeoTiffWriter:
    """A `RasterWriter` of float32 bands in a tiled, compressed GeoTIFF; a context.

    The file is `<path>.part` until the context ends well, then `path`; otherwise nothing is left. bands: the names of
    the bands. Cells that were not written, and nan, are no data.
    """

    def __init__(self, path: Path, place: GridPlace, crs: str, bands: tuple[str, ...]):
        self.path, self.place, self.crs, self.bands = Path(path), place, crs, bands
        self.part = Path(f"{path}.part")
        self._file = None

    def __enter__(self) -> GeoTiffWriter:
        gdal = _gdal()
        options = ["TILED=YES", f"BLOCKXSIZE={TILE}", f"BLOCKYSIZE={TILE}", "COMPRESS=DEFLATE", "PREDICTOR=3"]
        options += ["ZLEVEL=3", "INTERLEAVE=BAND", "BIGTIFF=IF_SAFER", "SPARSE_OK=TRUE", "NUM_THREADS=2"]
        file = None
        with gdal_quiet() as errors:
            driver = gdal.GetDriverByName("GTiff")
            place = self.place
            file = driver.Create(str(self.part), place.cols, place.rows, len(self.bands), gdal.GDT_Float32, options)
        if file is None:
            why = "; ".join(errors)
            if os.path.exists(self.part):
                os.remove(self.part)
            raise QgsProcessingException(said(NOT_WHOLE, {"file": self.path, "why": why}))
        file.SetGeoTransform((place.x0, place.cell_m, 0.0, place.y0, 0.0, -place.cell_m))
        file.SetProjection(QgsCoordinateReferenceSystem(self.crs).toWkt(_wkt_for_gdal()))
        for number, name in enumerate(self.bands, 1):
            band = file.GetRasterBand(number)
            band.SetDescription(name)
            band.SetNoDataValue(math.nan)
        self._file = file
        return self

    def write(self, row0: int, col0: int, block: np.ndarray) -> None:
        """Write block (bands, h, w) float32 with its north-west cell at (row0, col0)."""
        block = np.asarray(block, np.float32)
        if np.isnan(block).all():
            return  # as what is not written
        with gdal_quiet() as errors:
            for number, values in enumerate(block, 1):
                self._file.GetRasterBand(number).WriteArray(values, int(col0), int(row0))
            self._file.FlushCache()  # else GDAL holds on to it
        self._stop_at(errors)

    def __exit__(self, kind, error, trace) -> None:
        with gdal_quiet() as errors:
            if self._file is not None:
                self._file.FlushCache()
                self._file = None  # closes it
        try:
            if kind is None:
                self._stop_at(errors)
                os.replace(self.part, self.path)
        finally:
            with contextlib.suppress(OSError):
                os.remove(self.part)

    def _stop_at(self, errors: list[str]) -> None:
        if errors:
            why = "; ".join(dict.fromkeys(errors))
            raise QgsProcessingException(said(NOT_WHOLE, {"file": self.path, "why": why}))


@contextlib.contextmanager
def gdal_quiet():
    """Collect what GDAL finds wrong in the list this gives, in place of printing or raising it.

    Whether GDAL raises is a setting of the whole process that QGIS and other plugins change; a call that fails here
    leaves its name unassigned, so names are given a value before.
    """
    gdal = _gdal()
    errors: list[str] = []

    def note(level, _number, text):
        if level >= gdal.CE_Failure:
            errors.append(text)

    gdal.PushErrorHandler(note)
    try:
        yield errors
    except RuntimeError as error:
        errors.append(str(error))
    finally:
        gdal.PopErrorHandler()


def _gdal():
    from osgeo import gdal  # late: it brings numpy's array module of GDAL

    return gdal


def _wkt_for_gdal():
    return QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL


def _hiding(virtual, unknown):
    """The virtual raster of one source with nan for the values `unknown`, lest they be mixed into their neighbours.

    Its source gets a table of values that gives each as it is, but nan for what lies within HALF_STEP of an unknown
    one and, where AHN writes 3.4e38, beyond FARTHEST.
    """
    pairs = [(-FARTHEST, math.nan), (1 - FARTHEST, 1 - FARTHEST)]
    for value in sorted({float(value) for value in unknown if abs(value) < FARTHEST - 1}):
        pairs += [(value - HALF_STEP, value - HALF_STEP), (value, math.nan), (value + HALF_STEP, value + HALF_STEP)]
    pairs += [(FARTHEST - 1, FARTHEST - 1), (FARTHEST, math.nan)]
    table = ",".join(f"{given:.12g}:{taken:.12g}" for given, taken in pairs)
    head, band = virtual.GetMetadata("xml:VRT")[0].split("<VRTRasterBand", 1)
    band = band.replace("<SimpleSource>", "<ComplexSource>", 1)
    band = band.replace("</SimpleSource>", f"<LUT>{table}</LUT></ComplexSource>", 1)
    hiding = _gdal().Open(f"{head}<VRTRasterBand{band}")
    if hiding is not None:
        hiding.GetRasterBand(1).SetNoDataValue(math.nan)
    return hiding


def _is_upright(transform) -> bool:
    """Whether rows run south and columns east, in square cells."""
    _, across, row_turn, _, col_turn, down = transform
    turned = abs(row_turn) + abs(col_turn) > 1e-9 * abs(across)
    return across > 0 and down < 0 and not turned and abs(across + down) <= SQUARE * across
