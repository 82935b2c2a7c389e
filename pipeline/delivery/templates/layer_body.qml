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
<layer class="{{ category.symbol.drawn }}" enabled="1" locked="0" pass="0"><Option type="Map">
{% for name, value in category.symbol.options.items() %}
<Option name="{{ name }}" value="{{ value }}" type="QString"/>
{% endfor %}
</Option></layer>
</symbol>
{% endfor %}
</symbols>
</renderer-v2>
{% endif %}
{% if label %}
<labeling type="simple"><settings calloutType="simple">
<text-style fieldName="{{ label.expression }}" isExpression="1" fontFamily="DejaVu Sans" namedStyle="Book" fontWeight="50" fontSize="{{ label.size }}" textColor="{{ label.colour }}" multilineHeight="0.75"><text-buffer bufferDraw="1" bufferSize="0.5" bufferColor="255,255,255,200" bufferOpacity="0.8"/></text-style>
<text-format multilineAlign="1"/>
<placement placement="{{ 1 if label.centred else 0 }}" dist="{{ 0 if label.centred else 1.6 }}" centroidInside="1" centroidWhole="1" quadOffset="4"/>
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
{% else %}
<Option/>
{% endif %}
</config></editWidget></field>
{% endfor %}
</fieldConfiguration>
<aliases>
{% for column in columns %}
<alias field="{{ column.name }}" name="{{ column.title }}" index="{{ loop.index }}"/>
{% endfor %}
</aliases>
<previewExpression>{{ display }}</previewExpression>
<mapTip>{{ tip }}</mapTip>
