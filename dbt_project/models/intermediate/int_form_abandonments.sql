-- Of exports that tell of a form sent on that date: others may not tell of it at all.
with fields as (

    select
        events.event_date,
        events.export,
        events.session_id,
        events.user_key,
        events.page_view_id,
        events.activity_id,
        events.event_id,
        events.event_at,
        case when events.kind = 'input' then events.event_at end as filled_at,
        case when events.kind = 'submit' then events.event_at end as sent_at
    from {{ ref('int_events_sessionised') }} as events
    inner join {{ ref('stg_raw__exports') }} as exports
        on events.export = exports.export
    where
        events.kind in ('input', 'submit')
        and exports.is_timed
        and events.page_view_id is not null
        and {{ in_window('events.event_date') }}

),

telling as (

    select distinct
        event_date,
        export
    from fields
    where sent_at is not null

),

views as (

    -- the field that was filled in last is where people gave up
    select
        event_date,
        page_view_id,
        max(export) as export,
        max(session_id) as session_id,
        max(user_key) as user_key,
        max_by(event_id, (event_at, event_id)) filter (where filled_at is not null) as event_id,
        min(filled_at) as started_at,
        max(filled_at) as ended_at,
        max(sent_at) as sent_at
    from fields
    group by event_date, page_view_id

)

select
    'form_abandonment' as signal,
    '(none)' as preset,
    null::integer as preset_version,
    views.event_date,
    views.export,
    views.session_id,
    views.user_key,
    views.page_view_id,
    fields.activity_id,
    views.event_id,
    null::bigint as click_count,
    views.started_at,
    views.ended_at
from views
inner join telling
    on views.event_date = telling.event_date and views.export = telling.export
inner join fields
    on views.event_date = fields.event_date and views.event_id = fields.event_id
where
    views.started_at is not null
    and coalesce(views.sent_at < views.started_at, true)
