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

counted as (

    {{ grids_of_days() | indent(4) }}

),

rules as (

    {{ rules_of_grids() | indent(4) }}

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
            and {{ of_same_map('counted', 'masses') }}
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
    case when not is_suppressed then anchored_count end as anchored_count,
    case when not is_suppressed then in_scroller_count end as in_scroller_count,
    case when not is_suppressed then below_fold_count / nullif(located_count, 0) end as below_fold_rate,
    case when not is_suppressed then clicking_user_count end as user_count,
    case when not is_suppressed then page_view_count end as page_view_count,
    case when not is_suppressed then without_scroll_count end as without_scroll_count,
    is_suppressed,
    rules_id,
    event_date
from grids
