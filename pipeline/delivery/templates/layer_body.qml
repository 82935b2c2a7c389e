{% macro symbol_layer(symbol) %}
<layer class="{{ symbol.drawn }}" enabled="1" locked="0" pass="0"><Option type="Map">
{% for name, value in symbol.options.items() %}
<Option name="{{ name }}" value="{{ value }}" type="QString"/>
{% endfor %}
</Option>
{% if symbol.computed %}
<data_defined_properties><Option type="Map"><Option name="name" value="" type="QString"/><Option name="properties" type="Map">
{% for name, expression in symbol.computed.items() %}
<Option name="{{ name }}" type="Map"><Option name="active" value="true" type="bool"/><Option name="expression" value="{{ expression }}" type="QString"/><Option name="type" value="3" type="int"/></Option>
{% endfor %}
</Option><Option name="type" value="collection" type="QString"/></Option></data_defined_properties>
{% endif %}
</layer>
{% endmacro %}
{# A page that writes what an expression gives; QGIS hands the page the expression's row. #}
{% macro html(expression) %}{{ '<script>document.write(expression.evaluate("' ~ expression | replace('\\', '\\\\') | replace('"', '\\"') ~ '"));</script>' }}{% endmacro %}
{% if categories %}
<renderer-v2 type="categorizedSymbol" attr="{{ classify }}" forceraster="0" symbollevels="0" enableorderby="0">
<categories>
{% for category in categories %}
<category value="{{ category.value }}" symbol="{{ loop.index0 }}" label="{{ category.title }}" render="true"/>
{% endfor %}
</categories>
<symbols>
{% for category in categories %}
<symbol type="{{ category.symbol.kind }}" name="{{ loop.index0 }}" alpha="1" force_rhr="0" clip_to_extent="1">
{{ symbol_layer(category.symbol) }}
{% if category.corners %}
<layer class="MarkerLine" enabled="1" locked="0" pass="0"><Option type="Map"><Option name="placement" value="vertex" type="QString"/><Option name="rotate" value="0" type="QString"/></Option>
<symbol type="marker" name="@{{ loop.index0 }}@1" alpha="1" force_rhr="0" clip_to_extent="1">
{{ symbol_layer(category.corners) }}
</symbol></layer>
{% endif %}
</symbol>
{% endfor %}
</symbols>
</renderer-v2>
{% endif %}
{% if label %}
<labeling type="simple"><settings calloutType="simple">
<text-style fieldName="{{ label.expression }}" isExpression="1" fontFamily="DejaVu Sans" namedStyle="Book" fontWeight="50" fontSize="{{ label.size }}" textColor="{{ label.colour }}" multilineHeight="0.75"><text-buffer bufferDraw="1" bufferSize="0.5" bufferColor="255,255,255,200" bufferOpacity="0.8"/></text-style>
<text-format multilineAlign="1"/>
<placement placement="{{ 1 if label.centred else 0 }}" dist="{{ 0 if label.centred else 1.6 }}" centroidInside="1" centroidWhole="{{ 1 if label.whole else 0 }}" quadOffset="4" xOffset="0" yOffset="{{ label.below_mm }}" offsetUnits="MM"/>
<rendering scaleVisibility="1" scaleMax="{{ label.from_scale }}" scaleMin="0" obstacle="0" fontMinPixelSize="4"/>
</settings></labeling>
{% endif %}
<fieldConfiguration>
{% for column in columns %}
<field name="{{ column.name }}" configurationFlags="None"><editWidget type="{{ column.widget }}"><config>
{% if column.choices %}
<Option type="Map"><Option name="map" type="List">
{% for value, title in column.choices %}
<Option type="Map"><Option name="{{ title }}" value="{{ value }}" type="QString"/></Option>
{% endfor %}
</Option></Option>
{% elif column.long %}
<Option type="Map"><Option name="IsMultiline" value="true" type="bool"/></Option>
{% else %}
<Option/>
{% endif %}
</config></editWidget></field>
{% endfor %}
<field name="fid" configurationFlags="None"><editWidget type="Hidden"><config><Option/></config></editWidget></field>
</fieldConfiguration>
<aliases>
{% for column in columns %}
<alias field="{{ column.name }}" name="{{ column.title }}" index="{{ loop.index }}"/>
{% endfor %}
</aliases>
<defaults>
{% for column in columns if column.saved %}
<default field="{{ column.name }}" expression="{{ column.saved }}" applyOnUpdate="1"/>
{% endfor %}
</defaults>
<constraints>
{% for column in columns if column.required or column.rule %}
<constraint field="{{ column.name }}" constraints="{{ (1 if column.required else 0) + (4 if column.rule else 0) }}" notnull_strength="{{ 2 if column.required else 0 }}" unique_strength="0" exp_strength="{{ 1 if column.rule else 0 }}"/>
{% endfor %}
</constraints>
<constraintExpressions>
{% for column in columns if column.rule %}
<constraint field="{{ column.name }}" exp="{{ column.rule }}" desc=""/>
{% endfor %}
</constraintExpressions>
<editable>
{% for column in columns %}
<field name="{{ column.name }}" editable="{{ 0 if column.protected else 1 }}"/>
{% endfor %}
</editable>
{% if actions %}
<attributeactions>
<defaultAction key="Canvas" value="{{ actions[0].id }}"/>
{% for action in actions %}
<actionsetting id="{{ action.id }}" type="1" name="{{ action.title }}" shortTitle="{{ action.title }}" action="{{ action.code | e | replace("\n", "&#10;" | safe) }}" icon="" capture="0" isEnabledOnlyWhenEditable="0" notificationMessage=""><actionScope id="Canvas"/><actionScope id="Feature"/><actionScope id="Form"/></actionsetting>
{% endfor %}
</attributeactions>
{% endif %}
{% if tabs %}
<editorlayout>tablayout</editorlayout>
<attributeEditorForm>
{% for tab in tabs %}
<attributeEditorContainer name="{{ tab.title }}" columnCount="1" groupBox="0" showLabel="1" visibilityExpressionEnabled="0" visibilityExpression="">
{% if loop.first %}
{% for action in actions %}
<attributeEditorAction name="{{ action.id }}" ActionUUID="{{ action.id }}" showLabel="0"/>
{% endfor %}
{% endif %}
{% for group in tab.groups %}
<attributeEditorContainer name="{{ group.title }}" columnCount="1" groupBox="1" showLabel="1" visibilityExpressionEnabled="0" visibilityExpression="">
{% for name in group.columns %}
<attributeEditorField name="{{ name }}" index="-1" showLabel="1"/>
{% endfor %}
</attributeEditorContainer>
{% endfor %}
{% if tab.shown %}
<attributeEditorHtmlElement name="{{ tab.title }}" showLabel="0">{{ html(tab.shown) }}</attributeEditorHtmlElement>
{% endif %}
{% for name in tab.relations %}
<attributeEditorRelation name="{{ name }}" relation="{{ name }}" label="" showLabel="0" relationWidgetTypeId="relation_editor" nmRelationId="" forceSuppressFormPopup="0"><editor_configuration type="Map"/></attributeEditorRelation>
{% endfor %}
</attributeEditorContainer>
{% endfor %}
</attributeEditorForm>
{% endif %}
<attributetableconfig actionWidgetStyle="dropDown" sortExpression="" sortOrder="0"><columns><column type="field" name="fid" hidden="1" width="-1"/><column type="actions" hidden="1" width="-1"/></columns></attributetableconfig>
<previewExpression>{{ display }}</previewExpression>
<mapTip>{{ tip }}</mapTip>
