{{ config(materialized='days', day='event_date') }}

with activities as (

    select
        event_date,
        activity_id,
        host,
        shown_page,
        page_path,
        element_key,
        event_name
    from {{ ref('int_activities') }}
    where {{ in_window('event_date') }}

),

matched as (

    select
        activities.event_date,
        activities.activity_id,
        features.feature
    from activities
    inner join {{ ref('features') }} as features
        on
            (
                features.url_template is null
                or {{ fits_page('activities.host', 'activities.page_path', 'features.url_template') }}
            )
            and (features.element_key is null or {{ fits('activities.element_key', 'features.element_key') }})
            and (features.event_name is null or {{ fits('activities.event_name', 'features.event_name') }})

    union

    -- with an empty seed every page is a feature, and the rare ones together are one
    select
        event_date,
        activity_id,
        shown_page as feature
    from activities
    where
        shown_page is not null
        and (select count(*) from {{ ref('features') }}) = 0

)

select * from matched
