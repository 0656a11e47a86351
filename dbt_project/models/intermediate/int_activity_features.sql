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
        on {{ fits_rule('activities', 'features') }}

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
