"""What stands for QGIS's own window where there is no screen, for ``check_qgis``."""

from __future__ import annotations

from qgis.core import QgsVectorLayerTools
from qgis.gui import QgsMapCanvas


class Tools(QgsVectorLayerTools):
    """What QGIS's own window has: without it the lists in forms crash."""

    def addFeature(self, *_args: object, **_named: object) -> bool:  # noqa: N802
        """Adds nothing; QGIS calls it so, as all below."""
        return False

    def startEditing(self, _layer: object) -> bool:  # noqa: N802
        """Edits nothing."""
        return False

    def stopEditing(self, _layer: object, _allow_cancel: bool = True) -> bool:  # noqa: N802
        """Edits nothing."""
        return False

    def saveEdits(self, _layer: object) -> bool:  # noqa: N802
        """Saves nothing."""
        return False


class Window:
    """Stands for QGIS's window: the map, and the designer of layouts."""

    def __init__(self) -> None:
        self.canvas, self.opened = QgsMapCanvas(), []

    def mapCanvas(self) -> QgsMapCanvas:  # noqa: N802
        """The map."""
        return self.canvas

    def openLayoutDesigner(self, layout: object) -> Window:  # noqa: N802
        """Opens a layout."""
        self.opened.append(layout.name())
        return self

    def setAtlasPreviewEnabled(self, _on: bool) -> None:  # noqa: N802
        """Shows one page."""

    def setAtlasFeature(self, feature: object) -> None:  # noqa: N802
        """Turns to the page of a row."""
        self.opened.append(feature["ten_chu"])
