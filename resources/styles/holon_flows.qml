<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.40.6-Bratislava" styleCategories="Symbology|Labeling" labelsEnabled="0">
  <renderer-v2 symbollevels="0" type="RuleRenderer" forceraster="0" referencescale="-1" enableorderby="1">
    <rules key="{1740263f-c2df-4f3d-b9ef-2e53f551301b}">
      <rule label="To and from neighbours" key="{f7fe15aa-31b9-4a25-ae5e-a3836f559dc8}">
        <rule scalemaxdenom="2500" filter="&quot;kind&quot; = 'sibling' AND &quot;level&quot; = 1" symbol="0" label="Level 1" key="{b51d1417-8bcc-4cc5-9029-485752cf0ac3}"/>
        <rule scalemaxdenom="9000" filter="&quot;kind&quot; = 'sibling' AND &quot;level&quot; = 2" symbol="1" label="Level 2" key="{c0321a89-6469-466f-80c5-b17eda713959}"/>
        <rule filter="&quot;kind&quot; = 'sibling' AND &quot;level&quot; = 3" symbol="2" label="Level 3" key="{4b8d1954-9181-4535-96b8-d5f37ef554f2}"/>
        <rule filter="&quot;kind&quot; = 'sibling' AND &quot;level&quot; >= 4" symbol="3" label="Level 4 and up" key="{5c829619-cbe0-436b-a3ec-e1087db59e24}"/>
      </rule>
      <rule scalemaxdenom="6000" filter="&quot;kind&quot; = 'rest' AND &quot;level&quot; >= 2" symbol="4" label="To and from the other neighbours together" key="{4727a642-649b-43d3-890e-4920a7918058}"/>
      <rule label="To and from beyond" key="{55a7f72b-4df0-4c9e-9041-35388e31ca89}">
        <rule scalemaxdenom="2500" filter="&quot;kind&quot; = 'level' AND &quot;level&quot; = 1" symbol="5" label="Level 1" key="{ccb7bd91-3880-4dd7-a235-3937fdb1ea90}"/>
        <rule scalemaxdenom="6000" filter="&quot;kind&quot; = 'level' AND &quot;level&quot; = 2" symbol="6" label="Level 2" key="{2ea953c3-a2c3-416e-838d-80cd76160c6a}"/>
        <rule scalemaxdenom="12000" filter="&quot;kind&quot; = 'level' AND &quot;level&quot; = 3" symbol="7" label="Level 3" key="{5ffaf594-5dcd-4db3-842b-09478720ebb8}"/>
        <rule filter="&quot;kind&quot; = 'level' AND &quot;level&quot; >= 4" symbol="8" label="Level 4 and up" key="{24544dbd-adbb-4ed0-9d9d-7c88bfe7a6a7}"/>
      </rule>
    </rules>
    <symbols>
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="0" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{3dd72f19-5c45-430a-b3d3-441ffdbc81d3}" class="ArrowLine" locked="0">
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@0@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{5cf71b1f-2e6e-4951-8ea7-4df1e499ff4b}" class="SimpleFill" locked="0">
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
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="1" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{b16bc878-7705-4f3f-9f1b-7611ab9ce2b5}" class="ArrowLine" locked="0">
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@1@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{c037f6ec-ae7e-4a8c-ac0b-8dcf577ce075}" class="SimpleFill" locked="0">
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
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="2" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{079d8567-c77b-44a9-82e8-e3c98985dc65}" class="ArrowLine" locked="0">
          <Option type="Map">
            <Option type="QString" value="0.3" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.6" name="arrow_width"/>
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
                  <Option type="QString" value="1.2 + 3.12 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 2.16 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.84 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 2.4 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@2@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{cebcf474-2dcc-4568-bda7-2e62dcd5d447}" class="SimpleFill" locked="0">
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
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="3" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{3977470e-e999-4b7d-9301-be8ca18bafed}" class="ArrowLine" locked="0">
          <Option type="Map">
            <Option type="QString" value="0.375" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.75" name="arrow_width"/>
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
                  <Option type="QString" value="1.2 + 3.9 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 2.7 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 1.05 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 3.0 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@3@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{bc017928-b204-4770-aef7-502b999f93d5}" class="SimpleFill" locked="0">
              <Option type="Map">
                <Option type="QString" value="3x:0,0,0,0,0,0" name="border_width_map_unit_scale"/>
                <Option type="QString" value="176,58,18,255,rgb:0.69019607843137254,0.22745098039215686,0.07058823529411765,1" name="color"/>
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
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="4" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{e8c9b7f3-5464-4cbc-b2b7-1526b2956fb8}" class="ArrowLine" locked="0">
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@4@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{b47ba190-fc12-4334-a678-86307aefbe0c}" class="SimpleFill" locked="0">
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
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="5" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{5a6d855c-0d1f-46e5-840b-ee9116bb755d}" class="ArrowLine" locked="0">
          <Option type="Map">
            <Option type="QString" value="0.175" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.35" name="arrow_width"/>
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
                  <Option type="QString" value="1.2 + 1.82 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 1.26 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.49 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 1.4 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@5@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{7bbb49f2-bf47-42cd-8b82-8e118fba47ca}" class="SimpleFill" locked="0">
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
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="6" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{8d883a9c-7324-4d26-9709-2e807dc0c7fd}" class="ArrowLine" locked="0">
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@6@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{2eaedad7-df5c-4664-ae63-a59a7fd5a0ed}" class="SimpleFill" locked="0">
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
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="7" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{945966a6-f318-4d38-9393-88e85756cb83}" class="ArrowLine" locked="0">
          <Option type="Map">
            <Option type="QString" value="0.25" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.5" name="arrow_width"/>
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
                  <Option type="QString" value="1.2 + 2.6 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 1.8 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 0.7 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 2.0 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@7@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{882a7c6f-7698-4c16-922b-b983d2f1afb8}" class="SimpleFill" locked="0">
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
      <symbol clip_to_extent="1" is_animated="0" type="line" alpha="1" name="8" force_rhr="0" frame_rate="10">
        <data_defined_properties>
          <Option type="Map">
            <Option type="QString" value="" name="name"/>
            <Option name="properties"/>
            <Option type="QString" value="collection" name="type"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" pass="0" id="{87c6d88e-9cda-4df6-ad9e-4a1627b1867b}" class="ArrowLine" locked="0">
          <Option type="Map">
            <Option type="QString" value="0.4" name="arrow_start_width"/>
            <Option type="QString" value="MM" name="arrow_start_width_unit"/>
            <Option type="QString" value="3x:0,0,0,0,0,0" name="arrow_start_width_unit_scale"/>
            <Option type="QString" value="0" name="arrow_type"/>
            <Option type="QString" value="0.8" name="arrow_width"/>
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
                  <Option type="QString" value="1.2 + 4.16 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowHeadThickness">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.7 + 2.88 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowStartWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.15 + 1.12 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
                  <Option type="int" value="3" name="type"/>
                </Option>
                <Option type="Map" name="arrowWidth">
                  <Option type="bool" value="true" name="active"/>
                  <Option type="QString" value="0.25 + 3.2 * with_variable('kw', if(&quot;flow_id&quot; IS NULL, NULL, try(eval('stadsstroom_kw(&quot;flow_id&quot;)'), NULL)), sqrt(if(@kw IS NULL, &quot;mwh&quot; / maximum(&quot;mwh&quot;, &quot;level&quot; || &quot;kind&quot;), @kw / maximum(&quot;peak_kw&quot;, &quot;level&quot; || &quot;kind&quot;))))" name="expression"/>
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
          <symbol clip_to_extent="1" is_animated="0" type="fill" alpha="1" name="@8@0" force_rhr="0" frame_rate="10">
            <data_defined_properties>
              <Option type="Map">
                <Option type="QString" value="" name="name"/>
                <Option name="properties"/>
                <Option type="QString" value="collection" name="type"/>
              </Option>
            </data_defined_properties>
            <layer enabled="1" pass="0" id="{b6944f10-881b-499f-bdde-9ce325453ac6}" class="SimpleFill" locked="0">
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
    </symbols>
    <data-defined-properties>
      <Option type="Map">
        <Option type="QString" value="" name="name"/>
        <Option name="properties"/>
        <Option type="QString" value="collection" name="type"/>
      </Option>
    </data-defined-properties>
    <orderby>
      <orderByClause nullsFirst="0" asc="1">mwh</orderByClause>
    </orderby>
  </renderer-v2>
  <selection mode="Default">
    <selectionColor invalid="1"/>
  </selection>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
  <layerGeometryType>1</layerGeometryType>
</qgis>
