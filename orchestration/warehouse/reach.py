"""Which built days an event of another day reaches: sessions over midnight, ids of another date.

Who a person is, who is a bot and which click counts is decided for whole sessions. So a new file of
one day may change what was built of the day before, where a session runs over the midnight
between; and a newer version of an event may be dated days away from the older one.

What to put here: how such days are found. What the events mean there is dbt's business.
"""

from datetime import timedelta

import duckdb

from orchestration.warehouse.books import REACHED, built_days, days_with_new_files

SESSIONS_OVER_MIDNIGHT = """
with recent as (
    select
        export,
        event_date,
        event_at,
        [anonymous_id, person_id, user_id, merged_id] as ids,
        vendor_session_id
    from raw.events
    where event_date in ($day - 1, $day)
),
edge as (
    select
        max(event_at) filter (where event_date < $day) + $gap as last_at,
        min(event_at) filter (where event_date = $day) - $gap as first_at
    from recent
),
near_midnight as (
    select event_date, event_at, unnest(ids) as id
    from recent, edge
    where if(event_date = $day, event_at <= edge.last_at, event_at >= edge.first_at)
),
people as (
    select event_date, id, min(event_at) as first_at, max(event_at) as last_at
    from near_midnight
    group by event_date, id
)
select 1
from people as before
inner join people as after using (id)
where before.event_date < after.event_date and after.first_at <= before.last_at + $gap
union all
select 1
from recent
where
    vendor_session_id is not null
    and export in (select export from raw.exports where sessions = 'vendor')
group by vendor_session_id
having min(event_date) < max(event_date)
limit 1
"""

DATES_OF_SAME_EVENTS = """
with dated as (
    select
        event_date,
        undated_id,
        (kind, event_name, user_id, anonymous_id, url_path, page_x, page_y) as content
    from raw.events
    where event_date between $day - $days and $day + $days and undated_id is not null
)
select distinct other.event_date
from dated as new
inner join dated as other using (undated_id)
where
    new.event_date = $day
    and other.event_date <> $day
    and new.content is not distinct from other.content
"""


def note_reached_days(
    books: duckdb.DuckDBPyConnection, *, session_gap: timedelta, duplicate_days: int
) -> None:
    """Note of built days that they are to be built again, where new files of other days reach them.

    `raw.events` must have the files. A session reaches the day before; ids that may come again on
    another date are looked for up to `duplicate_days` away.
    """
    changed, built = days_with_new_files(books), set(built_days(books))
    for day in changed:
        before = day - timedelta(days=1)
        found = {day + timedelta(days=n) for n in range(-duplicate_days, duplicate_days + 1)}
        if not built - set(changed) & found:
            continue
        dates = {"day": day, "days": duplicate_days}
        reached = [other for (other,) in books.execute(DATES_OF_SAME_EVENTS, dates).fetchall()]
        if before in built - set(changed):
            asked = {"day": day, "gap": session_gap}
            reached += [before for _ in books.execute(SESSIONS_OVER_MIDNIGHT, asked).fetchall()]
        books.execute(
            "update raw.builds set files = $reached where event_date in (select unnest($days))",
            {"reached": REACHED, "days": reached},
        )
