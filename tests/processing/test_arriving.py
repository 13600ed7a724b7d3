"""How results arrive in a project, as the toolbox loads them: grouped, styled and labelled whatever they are called."""

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject, QgsSingleSymbolRenderer
from stadsstroom.processing import StadsstroomProvider


@pytest.fixture
def toolbox(qgis_processing):
    """Loads the results of an algorithm into the project; gives the project's layers by name and their groups."""
    from qgis import processing

    provider = StadsstroomProvider()
    QgsApplication.processingRegistry().addProvider(provider)

    def load(name, parameters):
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        processing.runAndLoadResults(f"stadsstroom:{name}", parameters, context=context)
        nodes = QgsProject.instance().layerTreeRoot().findLayers()
        return {node.layer().name(): (node.layer(), node.parent().name()) for node in nodes}

    yield load
    QgsProject.instance().clear()
    QgsApplication.processingRegistry().removeProvider(provider)


@pytest.fixture(params=[True, False], ids=["named by file", "named by output"])
def by_file(qgis_processing, request):
    """The user's setting "Prefer output filename for layer names"."""
    from processing.core.ProcessingConfig import ProcessingConfig

    setting = ProcessingConfig.PREFER_FILENAME_AS_LAYER_NAME
    before = ProcessingConfig.getSetting(setting)
    ProcessingConfig.setSettingValue(setting, request.param)
    yield request.param
    ProcessingConfig.setSettingValue(setting, before)


def test_the_users_setting_for_names_leaves_group_and_style_as_they_are(toolbox, by_file, town, tmp_path, monkeypatch):
    """Files have the name that the user chose, where the user wants that; a temporary layer has none to go by."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))  # QGIS takes whatever lies there for temporary
    mine = tmp_path / "my_stations.gpkg"
    found = toolbox("buildgrid", {**town, "STATIONS_OUT": str(mine), "SECTIONS": "TEMPORARY_OUTPUT"})
    assert set(found) == {"my_stations" if by_file else "Stations", "Sections"}
    for layer, group in found.values():
        assert group == "Grid"
        assert not isinstance(layer.renderer(), QgsSingleSymbolRenderer)
        assert layer.attributeDisplayName(layer.fields().indexOf("station_id")) == "Station"
