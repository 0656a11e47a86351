{{ config(day='event_date') }}

select
    {{ public_key('events.event_id') }} as event_id,
    {{ public_key('events.session_id') }} as session_id,
    {{ public_key('events.page_view_id') }} as page_view_id,
    {{ public_key('events.user_key') }} as user_key,
    events.export,
    coalesce(activities.event_name, '(none)') as event_name,
    activities.host,
    activities.page,
    events.event_date,
    events.event_at as occurred_at
from {{ ref('int_events_sessionised') }} as events
inner join {{ ref('int_activities') }} as activities
    on events.event_date = activities.event_date and events.activity_id = activities.activity_id
where
    events.kind = 'custom'
    and {{ in_window('events.event_date') }}
    and {{ in_window('activities.event_date') }}
