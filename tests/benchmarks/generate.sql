-- Events of some sessions, as `generate.py` fills in the braces. Every draw is a hash of what it
-- belongs to: no state, so any order and any split into files give the same events.
with
sessions as (
    select
        {seed}::bigint * 1000000000 + number as session,
        -- Zipf: the first people start most sessions.
        floor({users} * pow((hash(session, 1) >> 11) / 9007199254740992.0, 1.8))::bigint
            as person,
        -- Quantiles of a day that is busy around noon.
        timestamp '{day}' + to_microseconds(cast(86400e6 * (
            number / {sessions} + 0.11 * sin(2 * pi() * number / {sessions})
        ) as bigint)) as started_at,
        least(400, 1 + floor(
            -({length} - 1) * ln(1 - (hash(session, 2) >> 11) / 9007199254740992.0)
        )::integer) as event_count,
        2000 + hash(session, 3) % 18000 as gap_ms,
        -- One session in twelve has a pause that ends it.
        case when hash(session, 4) % 12 = 0 then 1 + hash(session, 5) % 30 end
            as pause_at
    from range({first}, {beyond}) as numbers(number)
),
steps as (
    select *, unnest(range(event_count)) as step, case when step >= pause_at then 2400000 else 0 end
        as pause_ms
    from sessions
),
timed as (
    select
        session,
        person,
        step,
        hash(session, step) as dice,
        started_at + to_milliseconds(
            cast(gap_ms * step + dice % gap_ms * 9 // 10 + pause_ms as bigint)
        ) as event_at
    from steps
    where event_at >= timestamp '{own_day}' and event_at < timestamp '{own_day}' + interval 1 day
),
ordered as (
    select *, row_number() over (order by event_at, dice) as line_number from timed
),
drawn as (
    select
        *,
        hash(person) as self,
        -- Both skewed: the first page and the first element of a page are used most.
        floor(30 * pow((hash(session, step // 8) % 1000) / 1000.0, 1.6))::integer as page,
        floor(10 * pow((dice // 128 % 1000) / 1000.0, 1.6))::integer as place,
        (step % 8 * 100 + dice // 1048576 % 100)::integer as beat,
        (dice // 134217728 % 200)::integer as id,
        -- The sum of two draws: presses gather in the middle of the element.
        (dice // 131072 % 128 + dice // 16777216 % 128)::integer as across,
        (dice // 2147483648 % 128 + dice // 274877906944 % 128)::integer as down
    from ordered
),
placed as (
    select
        *,
        kind = 'click' as is_click,
        kind in ('click', 'move') as is_point,
        kind = 'scroll' as is_scroll,
        left_percent * width // 100 + across * element_width // 256 as aim_x,
        -- One press in 256 is at the lower edge of what it is on: the first pixel that is not there any more.
        case
            when dice // 70368744177664 % 256 > 0 then top + down * 36 // 256
            when is_fixed then height
            else document_height
        end as aim_y,
        across * down * document_height // 65536 as scrolled
    from drawn
    inner join beats on beats_key = beat
    inner join pages on pages_key = page * 200 + id
    inner join elements on elements_key = page * 10 + place
    inner join walks on walks_key = (self % 72)::bigint
)
select {columns} from placed
