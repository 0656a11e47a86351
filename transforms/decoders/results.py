"""From `framed`, the rows of one file, to what is written: events and rejects.

What to put here: the queries of the two kinds of result. `framed(…)` has the columns of frame.py.
"""

from transforms.decoders.frame import BLANK
from transforms.decoders.quoting import literal
from transforms.events import CONTRACT


def repeats(told_apart: str) -> str:
    """Number events of the same content; only second and later ones come out.

    Gives `line_number` and `occurrence`. Within a run: a batch that is delivered twice is two
    runs, numbered alike, while clicks on one spot in one batch stay apart.
    """
    same = " and ".join(
        f"{name} is not distinct from lag({name}) over lines"
        for name in ("vendor_session_id", "anonymous_id", "event_at")
    )
    starts = f"case when {same} then 0 else 1 end" if told_apart == "run" else "0"
    return f"""
with numbered as (
    select line_number, vendor_event_id, {starts} as starts_run
    from framed
    where reason is null
    window lines as (order by line_number)
),
runs as (
    select *, sum(starts_run) over (order by line_number rows unbounded preceding) as run
    from numbered
)
select
    line_number,
    row_number() over (partition by run, vendor_event_id order by line_number) as occurrence
from runs
qualify occurrence > 1
"""


def events(export: str, file_id: str, day: str, told_apart: str) -> str:
    """Rows of the contract for one date, in line order.

    Events that are `told_apart` by their content are numbered by `repeats(line_number,
    occurrence)`, see there.
    """
    identity = "vendor_event_id"
    if told_apart:
        identity = "vendor_event_id || ':' || coalesce(occurrence, 1)"
    computed = {
        "export": literal(export),
        "file_id": literal(file_id),
        "event_id": f"text_key({literal(export)} || chr(31) || {identity})",
        "vendor_event_id": identity,
    }
    columns = [
        f"{computed.get(column.name, column.name)} as {column.name}"
        for column in CONTRACT
        if column.name != "event_date"
    ]
    # Only a join may change the order of rows.
    return f"""
select {", ".join(columns)}
from framed
{"left join repeats using (line_number)" if told_apart else ""}
where reason is null and event_date = {literal(day)}
{"order by line_number" if told_apart else ""}
"""


def line_count() -> str:
    """Count records; a blank line is none."""
    return f"select count(*) from records where problem is distinct from {literal(BLANK)}"


def rejected() -> str:
    """Records that are not among the events."""
    return f"""
select line_number, reason, detail
from framed
where reason is not null and reason <> {literal(BLANK)}
"""


def rejects(export: str, file_id: str, path: str) -> str:
    """Rows of the quarantine, in line order, from `rejected` and what they were, `raws`."""
    return f"""
select
    {literal(export)} as export,
    {literal(file_id)} as file_id,
    {literal(path)} as path,
    line_number,
    reason,
    detail,
    raw
from rejected
inner join raws using (line_number)
order by line_number
"""
