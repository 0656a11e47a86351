"""Events without an id of the vendor's: which rows of a file are the same event again."""

from typing import Final, Literal

RAGE_CLICKS: Final = 3
"""So many clicks on one spot make PostHog's rage click."""


def repeats(within: Literal["flush", "file"]) -> str:
    """Number events of the same content: the relation `repeats`, of those after the first.

    Equal rows of one flush are different clicks on one spot, and a flush that was delivered twice
    has each of its rows twice: so numbers begin anew with every delivery. How often it was
    delivered follows from the counts of its rows, not from their order: it is their greatest common
    divisor.
    Where all rows of a flush are equal that says nothing: fewer than RAGE_CLICKS are one click
    delivered again, more are a rage click, and a pointer may have come to rest on one spot often.
    """
    kept = "row_count"
    if within == "flush":
        kept = f"""case
        when min(vendor_event_id) over flush = max(vendor_event_id) over flush
            then case
                when kind = 'move' then row_count
                when row_count < {RAGE_CLICKS} then 1
                else {RAGE_CLICKS}
            end
        else row_count // list_reduce(list(row_count) over flush, lambda a, b: gcd(a, b))
    end"""
    return f"""
with identified as materialized (
    select line_number, vendor_event_id, vendor_session_id, anonymous_id, event_at, kind
    from framed
    where reason is null
),
-- few rows are there again, and only their flushes are put in order
equal as (
    select vendor_event_id, vendor_session_id, anonymous_id, event_at
    from identified
    where vendor_event_id in (
        select vendor_event_id from identified group by vendor_event_id having count(*) > 1
    )
),
numbered as (
    select
        *,
        row_number() over (partition by vendor_event_id order by line_number) as place,
        count(*) over (partition by vendor_event_id) as row_count
    from identified
    where exists (
        select 1 from equal
        where
            equal.event_at = identified.event_at
            and equal.vendor_session_id is not distinct from identified.vendor_session_id
            and equal.anonymous_id is not distinct from identified.anonymous_id
    )
),
deliveries as (
    select line_number, place, {kept} as kept
    from numbered
    window flush as (partition by vendor_session_id, anonymous_id, event_at)
)
select line_number, 1 + (place - 1) % kept as occurrence
from deliveries
where place > 1
"""
