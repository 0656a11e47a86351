{{ config(day='event_date', amends=1) }}

with measured as (

    select *
    from {{ ref('int_scroll_grids') }}
    where {{ in_window('event_date', before=1) }}

),

depths as (

    select
        event_date,
        feature,
        segment,
        band,
        page_view_count,
        without_scroll_count,
        fold_px,
        {{ each(numbers('0', 'deepest_bucket + 1')) }} as depth_bucket
    from measured
    where not is_suppressed

),

stopped as (

    select
        event_date,
        feature,
        segment,
        band,
        depth_bucket,
        sum(page_view_count)::bigint as stopped_count
    from {{ ref('int_scroll_depths') }}
    where {{ in_window('event_date', before=1) }}
    group by event_date, feature, segment, band, depth_bucket

),

attended as (

    -- the 100 px steps whose middle was on the screen, from the first one on and before the last
    select
        attention.page_view_id,
        views.event_date,
        features.feature,
        segments.segment,
        segments.attribute,
        views.band,
        views.user_key,
        attention.engaged_us,
        greatest(ceil((attention.top_px - 50) / 100), 0)::integer as first_bucket,
        greatest(ceil((attention.top_px + views.viewport_height - 50) / 100), 0)::integer as beyond_bucket
    from {{ ref('int_attention') }} as attention
    inner join {{ ref('int_page_views') }} as views
        on attention.page_view_id = views.page_view_id
    inner join {{ ref('int_activity_features') }} as features
        on views.event_date = features.event_date and views.activity_id = features.activity_id
    inner join {{ ref('int_session_segments') }} as segments
        on views.event_date = segments.event_date and views.session_id = segments.session_id
    where
        views.viewport_height is not null
        -- page views of the last day go on the day after it, if that was built before
        and {{ in_window('attention.event_date', before=1, after=1) }}
        and {{ in_window('views.event_date', before=1) }}
        and {{ in_window('features.event_date', before=1) }}
        and {{ in_window('segments.event_date', before=1) }}

),

attention_groups as (

    select
        event_date,
        feature,
        segment,
        band,
        max(attribute) as attribute,
        count(distinct page_view_id) as page_view_count,
        count(distinct user_key) as user_count,
        sum(engaged_us) as amount
    from attended
    group by event_date, feature, segment, band

),

attention_judged as (

    select
        groups.*,
        groups.user_count < {{ var('minimum_users') }} or coalesce(measured.is_suppressed, true) as is_small
    from attention_groups as groups
    left join measured
        on
            groups.event_date = measured.event_date
            and {{ of_same_band('groups', 'measured') }}

),

attention as (

    select
        *,
        is_small
        or {{ goes_with_the_small_segments('event_date, feature, band', var('minimum_users')) }} as is_withheld
    from attention_judged

),

attention_changes as (

    -- time begins with the first step and ends with the one beyond: their sum from the top down is the time of each
    select
        event_date,
        feature,
        segment,
        band,
        depth_bucket,
        sum(engaged_us) as engaged_us
    from (
        select
            event_date,
            feature,
            segment,
            band,
            first_bucket as depth_bucket,
            engaged_us
        from attended

        union all

        select
            event_date,
            feature,
            segment,
            band,
            beyond_bucket as depth_bucket,
            -engaged_us as engaged_us
        from attended
    ) as changes
    group by event_date, feature, segment, band, depth_bucket

),

reached as (

    select
        depths.*,
        attention.page_view_count as attention_page_view_count,
        case
            when attention.page_view_count is not null then sum(coalesce(changes.engaged_us, 0)) over (
                partition by depths.event_date, depths.feature, depths.segment, depths.band
                order by depths.depth_bucket asc
            )
        end as attention_us,
        sum(coalesce(stopped.stopped_count, 0)) over (
            partition by depths.event_date, depths.feature, depths.segment, depths.band
            order by depths.depth_bucket desc
        )::bigint as reaching_count
    from depths
    left join stopped
        on
            depths.event_date = stopped.event_date
            and {{ of_same_band('depths', 'stopped') }}
            and depths.depth_bucket = stopped.depth_bucket
    left join attention
        on
            depths.event_date = attention.event_date
            and {{ of_same_band('depths', 'attention') }}
            and not attention.is_withheld
    left join attention_changes as changes
        on
            depths.event_date = changes.event_date
            and {{ of_same_band('depths', 'changes') }}
            and depths.depth_bucket = changes.depth_bucket

)

select
    feature,
    segment,
    band,
    (depth_bucket * 100)::integer as depth_px,
    fold_px,
    page_view_count,
    without_scroll_count,
    reaching_count,
    reaching_count / nullif(page_view_count, 0) as reaching_rate,
    attention_page_view_count,
    attention_us / 1e6 as attention_seconds,
    event_date
from reached
