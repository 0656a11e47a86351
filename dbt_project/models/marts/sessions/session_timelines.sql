{{ config(day='event_date') }}

-- texts are cleaned once for each activity and session, of which there are far fewer than steps
with activities as (

    select
        event_date,
        activity_id,
        page,
        element_key,
        element_label,
        {{ without_personal_data('event_name') }} as event_name
    from {{ ref('int_activities') }}
    where {{ in_window('event_date') }}

),

sessions as (

    select
        session_id,
        {{ public_key('session_id') }} as public_session_id,
        {{ opaque_id('vendor_session_id') }} as vendor_session_id,
        -- an opaque id has no letter that means something in an address
        replace(replay_url, '{session_id}', {{ opaque_id('vendor_session_id') }}) as replay_url,
        started_at
    from {{ ref('int_session_starts') }}
    where {{ in_window('event_date', before=1) }}

)

select
    sessions.public_session_id as session_id,
    steps.step_number,
    steps.step,
    case steps.step
        when 'page_view' then 'viewed ' || coalesce(activities.page, 'no known page')
        when 'click' then 'clicked ' || coalesce(activities.element_label, activities.element_key, 'no known element')
        when 'input' then 'filled in ' || coalesce(activities.element_key, 'a field')
        when 'submit' then 'sent ' || coalesce(activities.element_key, 'a form')
        when 'error' then 'met an error'
        when 'custom' then 'sent ' || coalesce(activities.event_name, 'an event')
        else replace(steps.step, '_', ' ')
    end as what,
    activities.page,
    activities.element_label,
    {{ public_key('steps.page_view_id') }} as page_view_id,
    sessions.vendor_session_id,
    sessions.replay_url,
    steps.event_date,
    steps.happened_at,
    ({{ microseconds('steps.happened_at') }} - {{ microseconds('sessions.started_at') }}) / 1e6 as seconds_since_start
from {{ ref('int_session_steps') }} as steps
inner join activities
    on steps.event_date = activities.event_date and steps.activity_id = activities.activity_id
inner join sessions
    on steps.session_id = sessions.session_id
