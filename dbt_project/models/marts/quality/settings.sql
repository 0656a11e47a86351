{{ config(materialized='table') }}

{%- set thresholds = {
    'session_gap_minutes': 'a longer pause ends a session',
    'engaged_gap_seconds': 'a pause counts as engaged time up to this much',
    'heartbeat_seconds': 'engaged time of each slot of this length with a ping, where an export sends pings',
    'minimum_visit_seconds': 'engaged time of the first of these slots',
    'engaged_session_seconds': 'more engaged time than this makes a session engaged',
    'duplicate_days': 'how far apart two rows of one id and content may be dated and be one event',
    'minimum_users': 'numbers and pictures of a page and segment with fewer people are withheld',
    'minimum_cell_users': 'inside a picture, cells of fewer people are merged or hidden, and elements hidden',
    'overlap_seconds': 'events of exports that overlap are one if they are no further apart',
    'suspected_dead_click_seconds': 'an element clicked twice within it, and nothing else done, looks dead',
    'error_click_seconds': 'an error up to this long after a click is one of the click',
    'quick_back_seconds': 'a page left so soon for the one before it is a quick back',
    'page_loop_views': 'so many views of one page within page_loop_seconds are a loop',
    'page_loop_seconds': 'the longest time of a page loop',
    'scroll_turn_px': 'scrolling as far up as this after as far down, or the other way, is a turn',
    'excessive_scroll_turns': 'a page view with fewer turns is never scrolled excessively',
    'excessive_scroll_times': 'and has at least so many times the turns that its page has on average that day',
    'hesitation_seconds': 'a click is hesitant if the pointer was on its element for so long before',
    'mouse_rest_seconds': 'a move after which the mouse stays where it is for so long is a rest',
    'power_user_days': 'who came on so many of the 28 days before is a power user',
    'friction_hit_days': 'how many days a signal of friction counts for the person it hit',
    'layout_change_share': 'a page that gets higher or lower by more than this share of its height,',
    'layout_change_px': 'and by more css px than this, has another layout from then on',
    'anchor_clicks_to_elements': 'draw clicks at their place in the median box of their element, where boxes are known',
    'largest_value': 'the value of an event for a goal counts up to this, either way: what is larger is a mistake',
    'late_days': 'how many days back a night rebuilds days that late events changed'
} -%}

{#- changes when a column of a mart changes its name or type, and only then -#}
{%- set contract = [] -%}
{%- for node in graph.nodes.values() if node.resource_type == 'model' and node.schema == 'marts' -%}
    {%- for column in node.columns.values() -%}
        {%- do contract.append(node.name ~ '.' ~ column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
{%- endfor -%}

{%- set versions = {
    'project_version': (adapter.config.version, 'version of Usage Heatmaps'),
    'contract_version': (
        local_md5(contract | sort | join(', ')), 'hash of the names and types of all columns of marts'
    ),
    'dbt_version': (dbt_version, 'version of dbt that built the tables')
} -%}

select
    'time_zone' as name,
    '{{ time_zone() }}' as value,
    'zone in which a day begins and ends' as meaning,
    'USAGE_TIMEZONE' as set_by
{%- for name, meaning in thresholds.items() %}
union all
select
    '{{ name }}' as name,
    '{{ var(name) }}' as value,
    '{{ meaning | replace("'", "''") }}' as meaning,
    'vars of the exports file' as set_by
{%- endfor %}
{%- for name, (value, meaning) in versions.items() %}
union all
select
    '{{ name }}' as name,
    '{{ value }}' as value,
    '{{ meaning }}' as meaning,
    'what is installed' as set_by
{%- endfor %}
union all
select
    'engine_version' as name,
    version() as value,
    'version of the engine that ran the queries' as meaning,
    'what is installed' as set_by
