{{ config(day='event_date', amends=1) }}

with anchors as (

    select 'entry' as anchor
    union all
    select 'exit' as anchor

),

sessions as (

    -- a page that is shown again at once is one place of a path
    select
        session_date,
        session_id,
        max(user_key) as user_key,
        concat_ws(
            ' > ',
            max(case when place = 1 then page end),
            max(case when place = 2 then page end),
            max(case when place = 3 then page end),
            max(case when place = 4 then page end)
        ) as first_pages,
        concat_ws(
            ' > ',
            max(case when place_from_end = 4 then page end),
            max(case when place_from_end = 3 then page end),
            max(case when place_from_end = 2 then page end),
            max(case when place_from_end = 1 then page end)
        ) as last_pages
    from {{ ref('int_page_flows') }}
    where
        {{ in_window('session_date', before=1) }}
        and {{ in_window('event_date', before=1, after=1) }}
    group by session_date, session_id

),

steps as (

    select
        sessions.session_date as event_date,
        segments.segment,
        segments.attribute,
        anchors.anchor as line,
        case when anchors.anchor = 'entry' then sessions.first_pages else sessions.last_pages end as member,
        sessions.user_key,
        1 as step_count,
        false as is_line_hidden
    from sessions
    inner join {{ ref('int_session_segments') }} as segments
        on sessions.session_date = segments.event_date and sessions.session_id = segments.session_id
    cross join anchors
    where {{ in_window('segments.event_date', before=1) }}

),

paths as (

    {{ members_and_others('steps') }}

)

select
    line as anchor,
    member as path,
    segment,
    step_count as session_count,
    user_count,
    step_count / nullif(line_count, 0) as session_share,
    is_suppressed,
    event_date
from paths
