"""The decoder of format `sql`: a query of the installation's own, with the same accounting.

The query selects from `records`, which has `line_number` and `record`, the row as JSON, and gives
`line_number` and columns of the contract, one row for a line at most.
"""

from collections.abc import Collection, Mapping
from typing import Final

from transforms.decoders.fields import date_in
from transforms.decoders.layouts import Layout
from transforms.decoders.mapping import LEFT_OUT, REDUCED, TIMES, URL, URL_PARTS
from transforms.decoders.quoting import literal, literals
from transforms.events import CONTRACT, KINDS

SEVERAL: Final = "several_events"
"""The reason for lines of which the query makes more than one event."""

COMPUTED: Final = ("export", "file_id", "line_number", "event_id", "event_date")
"""Columns of the contract that no query gives."""


def own_decoder(
    query: str, columns: Collection[str], short_names: Mapping[str, str], timezone: str
) -> tuple[Layout, str]:
    """Layout and decoder SQL around a query that gives these columns.

    `short_names` are words for columns of the contract, `timezone` is that of event dates. A line
    of which the query makes no event is left out, and counted.
    """
    named = {short_names.get(name, name): f'given."{name}"' for name in columns}
    has_id = "vendor_event_id" in named
    layout = Layout(
        columns={},
        event_at="",
        repeats_within="" if has_id else "file",
        needs_content=not has_id,
        needs_record=True,
    )
    chosen = {
        column.name: _candidate(column.name, named)
        for column in CONTRACT
        if column.name in named and column.name not in (*COMPUTED, *TIMES, "kind")
    }
    if URL in named:
        chosen |= {part: f"{part}(cast({named[URL]} as varchar))" for part in URL_PARTS}
    if not has_id:
        chosen["vendor_event_id"] = "records.content"
    for time in TIMES:
        if time in named:
            chosen[time] = f"instant({named[time]})"
            chosen[f"{time}_text"] = f"cast({named[time]} as varchar)"
    if "event_at" in named:
        chosen["local_at"] = f"local_clock({named['event_at']})"
    kind = named.get("kind", "null")
    selected = ",\n    ".join(f"{expression} as {name}" for name, expression in chosen.items())
    return (
        layout,
        f"""
with asked as (
{query}
),
given as (
    select
        *,
        count(*) over (partition by line_number) as "event count",
        row_number() over (partition by line_number) as "event number"
    from asked
),
decoded as (
    select
        records.line_number,
        case
            when records.problem is not null then records.problem
            when given.line_number is null then {literal(LEFT_OUT)}
            when given."event count" > 1 then {literal(SEVERAL)}
        end as problem,
        records.detail,
        records.damage,
        case when {kind} in ({literals(KINDS)}) then {kind} else 'custom' end as kind,
        {selected}
    from records
    left join given
        on records.line_number = given.line_number and given."event number" = 1
)
select *, {date_in(timezone)} as event_date from decoded
""",
    )


def _candidate(name: str, named: Mapping[str, str]) -> str:
    if name in REDUCED:
        return f"{REDUCED[name]}(cast({named[name]} as varchar))"
    return named[name]
