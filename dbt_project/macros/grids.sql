{# How much of the span from `low` to `high` lies in cell number `bin`, in whole thousandths that add up to 1000. #}
{% macro share_in_thousandths(bin, low, high) -%}
    case
        when {{ high }} <= {{ low }} then 1000
        else
            round(1000 * least(greatest(
                (({{ bin }} + 1) * {{ var('cell_px') }} - {{ low }}) / nullif({{ high }} - {{ low }}, 0), 0
            ), 1))::bigint
            - round(1000 * least(greatest(
                ({{ bin }} * {{ var('cell_px') }} - {{ low }}) / nullif({{ high }} - {{ low }}, 0), 0
            ), 1))::bigint
    end
{%- endmacro %}

{#- A query: events of these kinds (a list in SQL), with the band they were seen in and their place on the page. -#}
{% macro placed_clicks(kinds) -%}
with clicks as (

    select
        events.event_date,
        events.event_id,
        sessionised.session_id,
        sessionised.page_view_id,
        sessionised.user_key,
        sessionised.activity_id,
        sessionised.is_counted,
        events.kind,
        events.export,
        events.event_at,
        events.vendor_session_id,
        events.vendor_page_view_id,
        events.page_x,
        events.page_y,
        events.element_y + events.element_height / 2 as box_middle_y,
        events.element_x as box_x,
        events.element_y as box_y,
        events.element_width as box_width,
        events.element_height as box_height,
        events.viewport_width,
        events.viewport_height,
        events.document_height,
        events.hesitation_seconds,
        coalesce(events.is_in_scroller, false) as is_in_scroller,
        coalesce(events.coord_precision_px, 1)::smallint as precision_px,
        case when events.is_fixed_target then 'fixed' else 'page' end as layer
    from {{ ref('int_events_counted') }} as events
    inner join {{ ref('int_events_sessionised') }} as sessionised
        on events.event_date = sessionised.event_date and events.event_id = sessionised.event_id
    where
        events.kind in {{ kinds }}
        and sessionised.kind in {{ kinds }}
        and {{ in_window('events.event_date') }}
        and {{ in_window('sessionised.event_date') }}

)

select
    clicks.*,
    bands.band,
    bands.drawn_width,
    case
        when clicks.page_x is null or clicks.page_y is null or bands.band is null then 'unlocated'
        -- half-open; a rounded point may sit on an edge or past it, where its box still reaches onto the page
        when
            clicks.page_x < 0
            or clicks.page_y < 0
            or clicks.page_y >= {{ var('tallest_page_px') }}
            or clicks.page_x >= clicks.viewport_width + case when clicks.precision_px > 1 then 1 else 0 end
            or clicks.page_y
            >= case when clicks.layer = 'page' then clicks.document_height else clicks.viewport_height end
            + case when clicks.precision_px > 1 then clicks.precision_px / 2 else 0 end
            then 'out_of_range'
        else 'located'
    end as position,
    -- relative x at the width the band is drawn at, absolute y
    clicks.page_x * bands.drawn_width / nullif(clicks.viewport_width, 0) as drawn_x
from clicks
left join {{ ref('viewport_bands') }} as bands
    on clicks.viewport_width between bands.min_width and bands.max_width
{%- endmacro %}

{#
    CTEs and a query: the cells of `masses`, a CTE with the clicks of each person in each bin of a grid, a row each. They
    are those of `cell_px`. Where `minimum_cell_users` asks for more than one person, bins are merged into cells of 2, 4
    and 8 times that edge that have enough, the larger ones tried in two places half an edge apart, so that no border is
    one for all of them; and what is left up to `aside_px` beside a cell joins it, for the smoothing of pictures is wider.
    What still is too few people's has no cell: one row of a grid and layer, with cell_px null. Few sizes, because DuckDB
    takes twice the time to plan each further one.
-#}
{% macro cells_of_masses() -%}
{%- set grid = 'event_date, feature, segment, band, kind, layer' -%}
{%- set least = var('minimum_cell_users') | int -%}
{%- set tries = [(2, 0), (4, 0), (4, 2), (8, 0), (8, 4)] if least > 1 else [] -%}
{%- set aside_px = 16 %}
placed as (

    select
        *,
        {%- if least > 1 %}
        null::integer as cell_px,
        null::bigint as x_px,
        null::bigint as y_px
        {%- else %}
        {{ var('cell_px') }} as cell_px,
        x_bin::bigint * {{ var('cell_px') }} as x_px,
        y_bin::bigint * {{ var('cell_px') }} as y_px
        {%- endif %}
    from masses

),
{% for edge, aside in tries %}
{%- set left = 'floor((x_bin - ' ~ aside ~ ') / ' ~ edge ~ ') * ' ~ edge ~ ' + ' ~ aside -%}
{%- set top = 'floor((y_bin - ' ~ aside ~ ') / ' ~ edge ~ ') * ' ~ edge ~ ' + ' ~ aside %}
tried_{{ loop.index }} as (

    -- a person counts once in a cell
    select
        *,
        ({{ left }})::bigint as left_bin,
        ({{ top }})::bigint as top_bin,
        case
            when user_key is not null and row_number() over (
                partition by {{ grid }}, cell_px, {{ left }}, {{ top }}, user_key
                order by y_bin, x_bin
            ) = 1 then 1
            else 0
        end as is_counted
    from {{ 'placed' if loop.first else 'merged_' ~ (loop.index - 1) }}

),

counted_{{ loop.index }} as (

    select
        *,
        cell_px is null
        and sum(is_counted) over (partition by {{ grid }}, cell_px, left_bin, top_bin) >= {{ least }} as is_enough
    from tried_{{ loop.index }}

),

merged_{{ loop.index }} as (

    select
        {{ grid }},
        attribute,
        user_key,
        x_bin,
        y_bin,
        mass,
        case when is_enough then {{ edge * var('cell_px') }} else cell_px end as cell_px,
        case when is_enough then left_bin * {{ var('cell_px') }} else x_px end as x_px,
        case when is_enough then top_bin * {{ var('cell_px') }} else y_px end as y_px
    from counted_{{ loop.index }}

),
{% endfor %}
{%- if tries %}
kept as (

    select
        {{ grid }},
        cell_px,
        x_px,
        y_px,
        count(distinct user_key) as user_count
    from merged_{{ tries | length }}
    where cell_px is not null
    group by {{ grid }}, cell_px, x_px, y_px

),

beside as (

    -- of several cells the one with most people
    select
        masses.event_date,
        masses.feature,
        masses.segment,
        masses.band,
        masses.kind,
        masses.layer,
        masses.attribute,
        masses.user_key,
        masses.mass,
        coalesce(masses.cell_px, kept.cell_px) as cell_px,
        coalesce(masses.x_px, kept.x_px) as x_px,
        coalesce(masses.y_px, kept.y_px) as y_px,
        row_number() over (
            partition by
                masses.event_date,
                masses.feature,
                masses.segment,
                masses.band,
                masses.kind,
                masses.layer,
                masses.user_key,
                masses.x_bin,
                masses.y_bin
            order by kept.user_count desc nulls last, kept.cell_px nulls last, kept.y_px nulls last, kept.x_px nulls last
        ) as choice
    from merged_{{ tries | length }} as masses
    left join kept
        on
            masses.event_date = kept.event_date
            and {{ of_same_map('masses', 'kept') }}
            and masses.layer = kept.layer
            and masses.cell_px is null
            and masses.x_bin * {{ var('cell_px') }} >= kept.x_px - {{ aside_px }}
            and masses.x_bin * {{ var('cell_px') }} < kept.x_px + kept.cell_px + {{ aside_px }}
            and masses.y_bin * {{ var('cell_px') }} >= kept.y_px - {{ aside_px }}
            and masses.y_bin * {{ var('cell_px') }} < kept.y_px + kept.cell_px + {{ aside_px }}

),
{% endif %}
cells as (

    select
        {{ grid }},
        cell_px,
        x_px,
        y_px,
        max(attribute) as attribute,
        -- in a bin everybody has one row; a cell merged of several bins has more
        {{ 'count(distinct user_key)' if tries else 'count(user_key)' }} as user_count,
        sum(mass)::bigint as mass
    from {{ 'beside' if tries else 'placed' }}
    {{ 'where choice = 1' if tries }}
    group by {{ grid }}, cell_px, x_px, y_px

){% if tries %},

groups as (

    select
        *,
        mass as amount,
        coalesce(cell_px, 0) = 0 as is_small
    from cells

),

shown as (

    -- the same cell of all people less those of the segments leaves nobody, or enough
    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, feature, band, kind, layer, cell_px, x_px, y_px', least) }} as is_hidden
    from groups

)

select
    {{ grid }},
    case when not is_hidden then cell_px end as cell_px,
    case when not is_hidden then x_px end as x_px,
    case when not is_hidden then y_px end as y_px,
    case when not is_hidden then max(user_count) end as user_count,
    sum(mass)::bigint as mass
from shown
group by
    {{ grid }},
    is_hidden,
    case when not is_hidden then cell_px end,
    case when not is_hidden then x_px end,
    case when not is_hidden then y_px end
{%- else %}

select
    {{ grid }},
    cell_px,
    x_px,
    y_px,
    user_count,
    mass
from cells
{%- endif %}
{%- endmacro %}
