{{ config(day='event_date', amends=1) }}

with masses as (

    select
        event_date,
        feature,
        segment,
        band,
        kind,
        coalesce(sum(mass) filter (where cell_px is not null), 0)::bigint as shown_mass,
        coalesce(sum(mass) filter (where cell_px is null), 0)::bigint as suppressed_mass
    from {{ ref('int_heatmap_cells') }}
    where {{ in_window('event_date', before=1) }}
    group by event_date, feature, segment, band, kind

),

rules as (

    -- what else shapes a grid: the rules that make pages, features and bands of paths and widths
    select md5({{ sorted_text('rule', '; ') }}) as rules_id
    from (
        select concat_ws(',', 'url', pattern, template, priority) as rule from {{ ref('url_templates') }}
        union all
        select concat_ws(',', 'feature', feature, url_template, element_key, event_name) as rule
        from {{ ref('features') }}
        union all
        select concat_ws(',', 'band', band, min_width, max_width, drawn_width) as rule
        from {{ ref('viewport_bands') }}
        union all
        select concat_ws(',', 'host', pattern) as rule from {{ ref('int_hosts') }}
    )

),

counted as (

    select
        grids.event_date,
        grids.feature,
        grids.segment,
        grids.band,
        'clicks' as kind,
        grids.click_count,
        grids.located_count,
        grids.out_of_range_count,
        grids.unlocated_count,
        grids.below_fold_count,
        grids.clicking_user_count,
        grids.page_view_count,
        grids.without_scroll_count,
        grids.fold_px,
        grids.document_height_px,
        withheld.feature is not null as is_suppressed
    from {{ ref('int_heatmap_grids') }} as grids
    left join {{ ref('int_grids_withheld') }} as withheld
        on
            grids.event_date = withheld.event_date
            and grids.feature = withheld.feature
            and grids.segment = withheld.segment
            and grids.band = withheld.band
            and {{ in_window('withheld.event_date', before=1) }}
    where {{ in_window('grids.event_date', before=1) }}

    union all

    select
        kinds.event_date,
        kinds.feature,
        kinds.segment,
        kinds.band,
        kinds.kind,
        kinds.click_count,
        kinds.located_count,
        kinds.out_of_range_count,
        kinds.unlocated_count,
        kinds.below_fold_count,
        kinds.user_count as clicking_user_count,
        coalesce(grids.page_view_count, 0) as page_view_count,
        coalesce(grids.without_scroll_count, 0) as without_scroll_count,
        grids.fold_px,
        grids.document_height_px,
        kinds.is_withheld as is_suppressed
    from {{ ref('int_kind_grids') }} as kinds
    left join {{ ref('int_heatmap_grids') }} as grids
        on
            kinds.event_date = grids.event_date
            and kinds.feature = grids.feature
            and kinds.segment = grids.segment
            and kinds.band = grids.band
            and {{ in_window('grids.event_date', before=1) }}
    where {{ in_window('kinds.event_date', before=1) }}

),

grids as (

    select
        counted.*,
        coalesce(masses.shown_mass, 0) / 1e6 as cell_click_count,
        coalesce(masses.suppressed_mass, 0) / 1e6 as suppressed_click_count,
        named.page_title as feature_title,
        bands.drawn_width as drawn_width_px,
        rules.rules_id
    from counted
    left join masses
        on
            counted.event_date = masses.event_date
            and counted.feature = masses.feature
            and counted.segment = masses.segment
            and counted.band = masses.band
            and counted.kind = masses.kind
    left join {{ ref('int_pages_named') }} as named
        on
            counted.event_date = named.event_date
            and counted.feature = named.page
            and {{ in_window('named.event_date', before=1) }}
    left join {{ ref('viewport_bands') }} as bands on counted.band = bands.band
    cross join rules

)

select
    feature,
    feature_title,
    segment,
    band,
    kind,
    drawn_width_px,
    case when not is_suppressed then fold_px end as fold_px,
    case when not is_suppressed then document_height_px end as document_height_px,
    case when not is_suppressed then click_count end as click_count,
    case when not is_suppressed then cell_click_count end as cell_click_count,
    case when not is_suppressed then out_of_range_count end as out_of_range_count,
    case when not is_suppressed then unlocated_count end as unlocated_count,
    case when not is_suppressed then suppressed_click_count end as suppressed_click_count,
    case when not is_suppressed then below_fold_count end as below_fold_count,
    case when not is_suppressed then below_fold_count / nullif(located_count, 0) end as below_fold_rate,
    case when not is_suppressed then clicking_user_count end as user_count,
    case when not is_suppressed then page_view_count end as page_view_count,
    case when not is_suppressed then without_scroll_count end as without_scroll_count,
    is_suppressed,
    rules_id,
    event_date
from grids
