<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="AllStyleCategories" labelsEnabled="{{ 1 if labelled else 0 }}" hasScaleBasedVisibilityFlag="0">
{{ body }}
</qgis>
