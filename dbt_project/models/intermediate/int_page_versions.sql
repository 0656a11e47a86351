{{ config(materialized='table') }}

{#-
    A height is another one if it differs from those of the two days before, which agree, by more than `layout_change_share`
    of it and `layout_change_px`; and if half of the page views of the day after, or of the day itself while none is known,
    leave the old heights out. So a page that grows every day, one whose height varies from view to view, and a day
    that is alone with its height start no version. Nothing further away is looked at: what an event of a day may change are
    the days that a run builds with it.
-#}
with days as (

    select
        feature,
        band,
        event_date,
        low_px,
        height_px,
        high_px,
        min(event_date) over (partition by feature, band) as first_seen_date,
        lag(event_date, 2) over (partition by feature, band order by event_date) as two_before_date,
        lag(height_px, 2) over (partition by feature, band order by event_date) as two_before_px,
        lag(height_px, 1) over (partition by feature, band order by event_date) as before_px,
        lead(event_date, 1) over (partition by feature, band order by event_date) as after_date,
        lead(low_px, 1) over (partition by feature, band order by event_date) as after_low_px,
        lead(height_px, 1) over (partition by feature, band order by event_date) as after_px,
        lead(high_px, 1) over (partition by feature, band order by event_date) as after_high_px
    from {{ ref('int_page_heights') }}

),

compared as (

    select
        feature,
        band,
        event_date,
        height_px,
        before_px,
        two_before_px,
        case when after_date = event_date + 1 and after_px is not null then after_low_px else low_px end as low_px,
        case when after_date = event_date + 1 and after_px is not null then after_px else height_px end as stays_px,
        case when after_date = event_date + 1 and after_px is not null then after_high_px else high_px end as high_px,
        greatest(before_px * {{ var('layout_change_share') }}, {{ var('layout_change_px') }}) as tolerance_px
    from days
    where two_before_date = event_date - 2

),

pages as (

    select distinct
        feature,
        band,
        first_seen_date
    from days

),

starts as (

    select
        feature,
        band,
        first_seen_date as first_date,
        0 as reason_rank,
        'first seen' as reason
    from pages

    union all

    select
        pages.feature,
        pages.band,
        releases.release_date as first_date,
        1 as reason_rank,
        'release ' || releases.release as reason
    from {{ ref('releases') }} as releases
    inner join pages
        on
            (releases.feature is null or releases.feature = pages.feature)
            and releases.release_date > pages.first_seen_date
    where releases.release_date <= {{ last_day_built() }}

    union all

    select
        pages.feature,
        pages.band,
        screenshots.first_date,
        2 as reason_rank,
        'screenshot' as reason
    from {{ ref('stg_raw__screenshots') }} as screenshots
    inner join pages
        on
            screenshots.page = pages.feature
            and screenshots.band = pages.band
            and screenshots.first_date > pages.first_seen_date
    where screenshots.first_date <= {{ last_day_built() }}

    union all

    select
        feature,
        band,
        event_date as first_date,
        3 as reason_rank,
        'document height' as reason
    from compared
    where
        abs(two_before_px - before_px) <= tolerance_px
        and abs(height_px - before_px) > tolerance_px
        and abs(stays_px - before_px) > tolerance_px
        and abs(stays_px - two_before_px) > tolerance_px
        -- it stays so, or was between the two while it changed
        and (abs(stays_px - height_px) <= tolerance_px or (height_px - before_px) * (stays_px - height_px) > 0)
        and not (before_px between low_px and high_px)
        and not (two_before_px between low_px and high_px)

),

ranked as (

    select
        *,
        row_number() over (partition by feature, band, first_date order by reason_rank, reason) as place
    from starts

),

versions as (

    select
        feature,
        band,
        row_number() over (partition by feature, band order by first_date) as version,
        first_date,
        lead(first_date) over (partition by feature, band order by first_date) as next_date,
        reason
    from ranked
    where place = 1

)

select
    versions.feature,
    versions.band,
    versions.version::integer as version,
    versions.first_date,
    versions.next_date - 1 as last_date,
    floor(median(days.height_px) + 0.5)::integer as document_height_px,
    versions.reason
from versions
left join days
    on
        versions.feature = days.feature
        and versions.band = days.band
        and versions.first_date <= days.event_date
        and (versions.next_date is null or versions.next_date > days.event_date)
group by
    versions.feature,
    versions.band,
    versions.version,
    versions.first_date,
    versions.next_date,
    versions.reason
