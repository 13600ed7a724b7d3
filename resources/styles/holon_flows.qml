<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.40.6-Bratislava" labelsEnabled="0" styleCategories="Symbology|Labeling">
  <renderer-v2 enableorderby="1" symbollevels="0" referencescale="-1" type="RuleRenderer" forceraster="0">
    <rules key="{6e3688e3-ee3b-47d6-b933-389087e176c4}">
      <rule key="{bdd28a51-46e3-4405-b63f-f305d61985ca}" label="To and from neighbours">
        <rule key="{4419a9a8-540c-4f18-9cde-b116ccadecc6}" filter="&quot;kind&quot; = 'sibling' AND &quot;level&quot; >= 2 AND &quot;level&quot; >= maximum(&quot;level&quot;) - 2" symbol="0" label="Large holons"/>
        <rule scalemaxdenom="9000" key="{b46becd4-b0c6-418c-88fb-9b6d6a8b9af1}" filter="&quot;kind&quot; = 'sibling' AND &quot;level&quot; >= 2 AND &quot;level&quot; &lt; maximum(&quot;level&quot;) - 2" symbol="1" label="Small holons, when zoomed in"/>
        <rule scalemaxdenom="2500" key="{9970574f-f5ac-44f7-9c9c-1a3becd00f7e}" filter="&quot;kind&quot; = 'sibling' AND &quot;level&quot; = 1" symbol="2" label="Connections, when zoomed in"/>
      </rule>
      <rule key="{185ea0f7-0c5a-416b-95ad-6925a40b0342}" label="To and from beyond">
        <rule key="{563ed330-c1a1-4a9d-b53d-351f61ca5f62}" filter="&quot;kind&quot; = 'level' AND &quot;level&quot; >= 2 AND &quot;level&quot; >= maximum(&quot;level&quot;) - 1" symbol="3" label="Large holons"/>
        <rule scalemaxdenom="9000" key="{5b16012d-2a78-4b21-bb7a-90a50abcc36e}" filter="&quot;kind&quot; = 'level' AND &quot;level&quot; >= 2 AND &quot;level&quot; &lt; maximum(&quot;level&quot;) - 1" symbol="4" label="Small holons, when zoomed in"/>
        <rule scalemaxdenom="2500" key="{0566d3c3-370a-49de-bb09-703e010b19fc}" filter="&quot;kind&quot; = 'level' AND &quot;level&quot; = 1" symbol="5" label="Connections, when zoomed in"/>
      </rule>
      <rule scalemaxdenom="6000" key="{29eb809a-99dd-4596-bd51-a8e4856ad858}" filter="&quot;kind&quot; = 'rest' AND &quot;level&quot; >= 2" symbol="6" label="To and from the other neighbours together"/>
    </rules>
    <symbols>
      <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="line" name="0">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" class="ArrowLine" id="{98c93133-9704-48a5-b3c1-be779e39a9ff}" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" value="0.325" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.65" name="arrow_width"/>
            <Option type="QString" value="MM" name="arrow_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_width_unit_scale"/>
            <Option type="QString" value="2" name="head_length"/>
            <Option type="QString" value="MM" name="head_length_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_length_unit_scale"/>
            <Option type="QString" value="1.2" name="head_thickness"/>
            <Option type="QString" value="MM" name="head_thickness_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_thickness_unit_scale"/>
            <Option type="QString" value="0" name="head_type"/>
            <Option type="QString" value="1" name="is_curved"/>
            <Option type="QString" value="0" name="is_repeated"/>
            <Option type="QString" value="0" name="offset"/>
            <Option type="QString" value="MM" name="offset_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_unit_scale"/>
            <Option type="QString" value="0" name="ring_filter"/>
          </Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" value="" name="name"/>
              <Option type="Map" name="properties">
                <Option type="Map" name="arrowHeadLength">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="1.2 + 3.38 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 2.34 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.91 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 2.6 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="enabled">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;)))) > if(@map_scale > 9000, if(@map_start_time IS NULL, 0.5, 0.3), 0.12)" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
              </Option>
              <Option type="QString" value="collection" name="type"/>
            </Option>
          </data_defined_properties>
          <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="fill" name="@0@0">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer pass="0" class="SimpleFill" id="{c99ca266-5d05-47ef-889b-108fd9136e45}" locked="0" enabled="1">
              <Option type="Map">
                <Option type="QString" value="3x:0,0,0,0,0,0" name="border_width_map_unit_scale"/>
                <Option type="QString" value="209,88,31,255,rgb:0.81960784313725488,0.34509803921568627,0.12156862745098039,1" name="color"/>
                <Option type="QString" value="bevel" name="joinstyle"/>
                <Option type="QString" value="0,0" name="offset"/>
                <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_map_unit_scale"/>
                <Option type="QString" value="MM" name="offset_unit"/>
                <Option type="QString" value="255,255,255,255,rgb:1,1,1,1" name="outline_color"/>
                <Option type="QString" value="solid" name="outline_style"/>
                <Option type="QString" value="0.15" name="outline_width"/>
                <Option type="QString" value="MM" name="outline_width_unit"/>
                <Option type="QString" value="solid" name="style"/>
              </Option>
              <data_defined_properties>
                <Option type="Map">
                  <Option type="QString" value="" name="name"/>
                  <Option name="properties"/>
                  <Option type="QString" value="collection" name="type"/>
                </Option>
              </data_defined_properties>
            </layer>
          </symbol>
        </layer>
      </symbol>
      <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="line" name="1">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" class="ArrowLine" id="{a7cfa861-00e0-4c56-b3ce-58cf9189d0ad}" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" value="0.225" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.45" name="arrow_width"/>
            <Option type="QString" value="MM" name="arrow_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_width_unit_scale"/>
            <Option type="QString" value="2" name="head_length"/>
            <Option type="QString" value="MM" name="head_length_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_length_unit_scale"/>
            <Option type="QString" value="1.2" name="head_thickness"/>
            <Option type="QString" value="MM" name="head_thickness_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_thickness_unit_scale"/>
            <Option type="QString" value="0" name="head_type"/>
            <Option type="QString" value="1" name="is_curved"/>
            <Option type="QString" value="0" name="is_repeated"/>
            <Option type="QString" value="0" name="offset"/>
            <Option type="QString" value="MM" name="offset_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_unit_scale"/>
            <Option type="QString" value="0" name="ring_filter"/>
          </Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" value="" name="name"/>
              <Option type="Map" name="properties">
                <Option type="Map" name="arrowHeadLength">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="1.2 + 2.34 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 1.62 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.63 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 1.8 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="enabled">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;)))) > if(@map_scale > 9000, if(@map_start_time IS NULL, 0.5, 0.3), 0.12)" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
              </Option>
              <Option type="QString" value="collection" name="type"/>
            </Option>
          </data_defined_properties>
          <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="fill" name="@1@0">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer pass="0" class="SimpleFill" id="{3096c7c3-73c5-46d6-8363-893df3e012c2}" locked="0" enabled="1">
              <Option type="Map">
                <Option type="QString" value="3x:0,0,0,0,0,0" name="border_width_map_unit_scale"/>
                <Option type="QString" value="209,88,31,255,rgb:0.81960784313725488,0.34509803921568627,0.12156862745098039,1" name="color"/>
                <Option type="QString" value="bevel" name="joinstyle"/>
                <Option type="QString" value="0,0" name="offset"/>
                <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_map_unit_scale"/>
                <Option type="QString" value="MM" name="offset_unit"/>
                <Option type="QString" value="255,255,255,255,rgb:1,1,1,1" name="outline_color"/>
                <Option type="QString" value="solid" name="outline_style"/>
                <Option type="QString" value="0.15" name="outline_width"/>
                <Option type="QString" value="MM" name="outline_width_unit"/>
                <Option type="QString" value="solid" name="style"/>
              </Option>
              <data_defined_properties>
                <Option type="Map">
                  <Option type="QString" value="" name="name"/>
                  <Option name="properties"/>
                  <Option type="QString" value="collection" name="type"/>
                </Option>
              </data_defined_properties>
            </layer>
          </symbol>
        </layer>
      </symbol>
      <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="line" name="2">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" class="ArrowLine" id="{b223eefe-8aee-492a-a70f-94b36f8ec9f8}" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" value="0.1875" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.375" name="arrow_width"/>
            <Option type="QString" value="MM" name="arrow_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_width_unit_scale"/>
            <Option type="QString" value="2" name="head_length"/>
            <Option type="QString" value="MM" name="head_length_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_length_unit_scale"/>
            <Option type="QString" value="1.2" name="head_thickness"/>
            <Option type="QString" value="MM" name="head_thickness_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_thickness_unit_scale"/>
            <Option type="QString" value="0" name="head_type"/>
            <Option type="QString" value="1" name="is_curved"/>
            <Option type="QString" value="0" name="is_repeated"/>
            <Option type="QString" value="0" name="offset"/>
            <Option type="QString" value="MM" name="offset_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_unit_scale"/>
            <Option type="QString" value="0" name="ring_filter"/>
          </Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" value="" name="name"/>
              <Option type="Map" name="properties">
                <Option type="Map" name="arrowHeadLength">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="1.2 + 1.95 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 1.35 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.525 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 1.5 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="enabled">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;)))) > if(@map_scale > 9000, if(@map_start_time IS NULL, 0.5, 0.3), 0.12)" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
              </Option>
              <Option type="QString" value="collection" name="type"/>
            </Option>
          </data_defined_properties>
          <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="fill" name="@2@0">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer pass="0" class="SimpleFill" id="{dcdaa74e-4dbb-4f87-be54-b609a91e658c}" locked="0" enabled="1">
              <Option type="Map">
                <Option type="QString" value="3x:0,0,0,0,0,0" name="border_width_map_unit_scale"/>
                <Option type="QString" value="209,88,31,255,rgb:0.81960784313725488,0.34509803921568627,0.12156862745098039,1" name="color"/>
                <Option type="QString" value="bevel" name="joinstyle"/>
                <Option type="QString" value="0,0" name="offset"/>
                <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_map_unit_scale"/>
                <Option type="QString" value="MM" name="offset_unit"/>
                <Option type="QString" value="255,255,255,255,rgb:1,1,1,1" name="outline_color"/>
                <Option type="QString" value="solid" name="outline_style"/>
                <Option type="QString" value="0.15" name="outline_width"/>
                <Option type="QString" value="MM" name="outline_width_unit"/>
                <Option type="QString" value="solid" name="style"/>
              </Option>
              <data_defined_properties>
                <Option type="Map">
                  <Option type="QString" value="" name="name"/>
                  <Option name="properties"/>
                  <Option type="QString" value="collection" name="type"/>
                </Option>
              </data_defined_properties>
            </layer>
          </symbol>
        </layer>
      </symbol>
      <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="line" name="3">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" class="ArrowLine" id="{4ae430dd-991e-4fa1-94bc-ed700667f094}" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" value="0.35" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.7" name="arrow_width"/>
            <Option type="QString" value="MM" name="arrow_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_width_unit_scale"/>
            <Option type="QString" value="2" name="head_length"/>
            <Option type="QString" value="MM" name="head_length_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_length_unit_scale"/>
            <Option type="QString" value="1.2" name="head_thickness"/>
            <Option type="QString" value="MM" name="head_thickness_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_thickness_unit_scale"/>
            <Option type="QString" value="0" name="head_type"/>
            <Option type="QString" value="1" name="is_curved"/>
            <Option type="QString" value="0" name="is_repeated"/>
            <Option type="QString" value="0" name="offset"/>
            <Option type="QString" value="MM" name="offset_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_unit_scale"/>
            <Option type="QString" value="0" name="ring_filter"/>
          </Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" value="" name="name"/>
              <Option type="Map" name="properties">
                <Option type="Map" name="arrowHeadLength">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="1.2 + 3.64 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 2.52 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.98 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 2.8 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="enabled">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;)))) > if(@map_scale > 9000, if(@map_start_time IS NULL, 0.5, 0.3), 0.12)" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
              </Option>
              <Option type="QString" value="collection" name="type"/>
            </Option>
          </data_defined_properties>
          <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="fill" name="@3@0">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer pass="0" class="SimpleFill" id="{47d6e12e-e403-46b2-a38e-2c57b52be6ac}" locked="0" enabled="1">
              <Option type="Map">
                <Option type="QString" value="3x:0,0,0,0,0,0" name="border_width_map_unit_scale"/>
                <Option type="QString" value="67,32,107,255,rgb:0.2627450980392157,0.12549019607843137,0.41960784313725491,1" name="color"/>
                <Option type="QString" value="bevel" name="joinstyle"/>
                <Option type="QString" value="0,0" name="offset"/>
                <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_map_unit_scale"/>
                <Option type="QString" value="MM" name="offset_unit"/>
                <Option type="QString" value="255,255,255,255,rgb:1,1,1,1" name="outline_color"/>
                <Option type="QString" value="solid" name="outline_style"/>
                <Option type="QString" value="0.15" name="outline_width"/>
                <Option type="QString" value="MM" name="outline_width_unit"/>
                <Option type="QString" value="solid" name="style"/>
              </Option>
              <data_defined_properties>
                <Option type="Map">
                  <Option type="QString" value="" name="name"/>
                  <Option name="properties"/>
                  <Option type="QString" value="collection" name="type"/>
                </Option>
              </data_defined_properties>
            </layer>
          </symbol>
        </layer>
      </symbol>
      <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="line" name="4">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" class="ArrowLine" id="{b65306f9-d43b-4fa5-8dc5-f8366b4c14d1}" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" value="0.225" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.45" name="arrow_width"/>
            <Option type="QString" value="MM" name="arrow_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_width_unit_scale"/>
            <Option type="QString" value="2" name="head_length"/>
            <Option type="QString" value="MM" name="head_length_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_length_unit_scale"/>
            <Option type="QString" value="1.2" name="head_thickness"/>
            <Option type="QString" value="MM" name="head_thickness_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_thickness_unit_scale"/>
            <Option type="QString" value="0" name="head_type"/>
            <Option type="QString" value="1" name="is_curved"/>
            <Option type="QString" value="0" name="is_repeated"/>
            <Option type="QString" value="0" name="offset"/>
            <Option type="QString" value="MM" name="offset_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_unit_scale"/>
            <Option type="QString" value="0" name="ring_filter"/>
          </Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" value="" name="name"/>
              <Option type="Map" name="properties">
                <Option type="Map" name="arrowHeadLength">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="1.2 + 2.34 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 1.62 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.63 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 1.8 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="enabled">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;)))) > if(@map_scale > 9000, if(@map_start_time IS NULL, 0.5, 0.3), 0.12)" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
              </Option>
              <Option type="QString" value="collection" name="type"/>
            </Option>
          </data_defined_properties>
          <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="fill" name="@4@0">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer pass="0" class="SimpleFill" id="{91445052-d210-4bb2-a958-121567202a9f}" locked="0" enabled="1">
              <Option type="Map">
                <Option type="QString" value="3x:0,0,0,0,0,0" name="border_width_map_unit_scale"/>
                <Option type="QString" value="106,61,154,255,rgb:0.41568627450980394,0.23921568627450981,0.60392156862745094,1" name="color"/>
                <Option type="QString" value="bevel" name="joinstyle"/>
                <Option type="QString" value="0,0" name="offset"/>
                <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_map_unit_scale"/>
                <Option type="QString" value="MM" name="offset_unit"/>
                <Option type="QString" value="255,255,255,255,rgb:1,1,1,1" name="outline_color"/>
                <Option type="QString" value="solid" name="outline_style"/>
                <Option type="QString" value="0.15" name="outline_width"/>
                <Option type="QString" value="MM" name="outline_width_unit"/>
                <Option type="QString" value="solid" name="style"/>
              </Option>
              <data_defined_properties>
                <Option type="Map">
                  <Option type="QString" value="" name="name"/>
                  <Option name="properties"/>
                  <Option type="QString" value="collection" name="type"/>
                </Option>
              </data_defined_properties>
            </layer>
          </symbol>
        </layer>
      </symbol>
      <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="line" name="5">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" class="ArrowLine" id="{f184e237-b8a9-4abd-b33c-f70c3c1331a8}" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" value="0.1875" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.375" name="arrow_width"/>
            <Option type="QString" value="MM" name="arrow_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_width_unit_scale"/>
            <Option type="QString" value="2" name="head_length"/>
            <Option type="QString" value="MM" name="head_length_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_length_unit_scale"/>
            <Option type="QString" value="1.2" name="head_thickness"/>
            <Option type="QString" value="MM" name="head_thickness_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_thickness_unit_scale"/>
            <Option type="QString" value="0" name="head_type"/>
            <Option type="QString" value="1" name="is_curved"/>
            <Option type="QString" value="0" name="is_repeated"/>
            <Option type="QString" value="0" name="offset"/>
            <Option type="QString" value="MM" name="offset_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_unit_scale"/>
            <Option type="QString" value="0" name="ring_filter"/>
          </Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" value="" name="name"/>
              <Option type="Map" name="properties">
                <Option type="Map" name="arrowHeadLength">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="1.2 + 1.95 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 1.35 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.525 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 1.5 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="enabled">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;)))) > if(@map_scale > 9000, if(@map_start_time IS NULL, 0.5, 0.3), 0.12)" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
              </Option>
              <Option type="QString" value="collection" name="type"/>
            </Option>
          </data_defined_properties>
          <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="fill" name="@5@0">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer pass="0" class="SimpleFill" id="{4e56ed67-57ac-4da7-b813-a8dc956bc106}" locked="0" enabled="1">
              <Option type="Map">
                <Option type="QString" value="3x:0,0,0,0,0,0" name="border_width_map_unit_scale"/>
                <Option type="QString" value="106,61,154,255,rgb:0.41568627450980394,0.23921568627450981,0.60392156862745094,1" name="color"/>
                <Option type="QString" value="bevel" name="joinstyle"/>
                <Option type="QString" value="0,0" name="offset"/>
                <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_map_unit_scale"/>
                <Option type="QString" value="MM" name="offset_unit"/>
                <Option type="QString" value="255,255,255,255,rgb:1,1,1,1" name="outline_color"/>
                <Option type="QString" value="solid" name="outline_style"/>
                <Option type="QString" value="0.15" name="outline_width"/>
                <Option type="QString" value="MM" name="outline_width_unit"/>
                <Option type="QString" value="solid" name="style"/>
              </Option>
              <data_defined_properties>
                <Option type="Map">
                  <Option type="QString" value="" name="name"/>
                  <Option name="properties"/>
                  <Option type="QString" value="collection" name="type"/>
                </Option>
              </data_defined_properties>
            </layer>
          </symbol>
        </layer>
      </symbol>
      <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="line" name="6">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer pass="0" class="ArrowLine" id="{721af438-b189-407d-aa1e-42efbe17fea2}" locked="0" enabled="1">
          <Option type="Map">
            <Option type="QString" value="0.2" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.4" name="arrow_width"/>
            <Option type="QString" value="MM" name="arrow_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_width_unit_scale"/>
            <Option type="QString" value="2" name="head_length"/>
            <Option type="QString" value="MM" name="head_length_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_length_unit_scale"/>
            <Option type="QString" value="1.2" name="head_thickness"/>
            <Option type="QString" value="MM" name="head_thickness_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="head_thickness_unit_scale"/>
            <Option type="QString" value="0" name="head_type"/>
            <Option type="QString" value="1" name="is_curved"/>
            <Option type="QString" value="0" name="is_repeated"/>
            <Option type="QString" value="0" name="offset"/>
            <Option type="QString" value="MM" name="offset_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_unit_scale"/>
            <Option type="QString" value="0" name="ring_filter"/>
          </Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" value="" name="name"/>
              <Option type="Map" name="properties">
                <Option type="Map" name="arrowHeadLength">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="1.2 + 2.08 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 1.44 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.56 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 1.6 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="enabled">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;)))) > if(@map_scale > 9000, if(@map_start_time IS NULL, 0.5, 0.3), 0.12)" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
              </Option>
              <Option type="QString" value="collection" name="type"/>
            </Option>
          </data_defined_properties>
          <symbol alpha="1" is_animated="0" frame_rate="10" force_rhr="0" clip_to_extent="1" type="fill" name="@6@0">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer pass="0" class="SimpleFill" id="{fabbdd7c-b519-4166-8777-8e3494266c89}" locked="0" enabled="1">
              <Option type="Map">
                <Option type="QString" value="3x:0,0,0,0,0,0" name="border_width_map_unit_scale"/>
                <Option type="QString" value="224,162,127,255,rgb:0.8784313725490196,0.63529411764705879,0.49803921568627452,1" name="color"/>
                <Option type="QString" value="bevel" name="joinstyle"/>
                <Option type="QString" value="0,0" name="offset"/>
                <Option type="QString" value="3x:0,0,0,0,0,0" name="offset_map_unit_scale"/>
                <Option type="QString" value="MM" name="offset_unit"/>
                <Option type="QString" value="255,255,255,255,rgb:1,1,1,1" name="outline_color"/>
                <Option type="QString" value="solid" name="outline_style"/>
                <Option type="QString" value="0.15" name="outline_width"/>
                <Option type="QString" value="MM" name="outline_width_unit"/>
                <Option type="QString" value="solid" name="style"/>
              </Option>
              <data_defined_properties>
                <Option type="Map">
                  <Option type="QString" value="" name="name"/>
                  <Option name="properties"/>
                  <Option type="QString" value="collection" name="type"/>
                </Option>
              </data_defined_properties>
            </layer>
          </symbol>
        </layer>
      </symbol>
    </symbols>
    <data-defined-properties>
      <Option type="Map">
        <Option type="QString" value="" name="name"/>
        <Option name="properties"/>
        <Option type="QString" value="collection" name="type"/>
      </Option>
    </data-defined-properties>
    <orderby>
      <orderByClause asc="1" nullsFirst="0">mwh</orderByClause>
    </orderby>
  </renderer-v2>
  <selection mode="Default">
    <selectionColor invalid="1"/>
  </selection>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
  <layerGeometryType>1</layerGeometryType>
</qgis>
