"""The decoder of format `table`: SQL from the mapping of an export.

What to put here: what `columns:`, `defaults:` and `where:` of exports.yaml do to a row. What may be
in them is checked where the YAML is read.
"""

from typing import Final

from transforms.decoders.frame import JSON_TEXTS, PERSON_KEYS
from transforms.decoders.layouts import Layout
from transforms.decoders.mapping import TIMES, URL, URL_PARTS, Mapped, Reader, names_of
from transforms.decoders.quoting import literal
from transforms.events import CONTRACT

TEXTS: Final = {
    URL,
    *PERSON_KEYS,
    *(c.name for c in CONTRACT if c.type == "VARCHAR" and c.name not in JSON_TEXTS),
}
"""Columns of the contract that are text, and never a JSON object."""


def table_decoder(mapped: Mapped) -> tuple[Layout, str]:
    """Layout and decoder SQL of a mapping from columns of the contract to their sources.

    Without an event id a row is known by its content. A source that is mapped both to a point and
    to a scroll offset is the offset in rows of kind scroll, and the point in all others.
    """
    used = [name for _, source in mapped.sources for name in source.names]
    names = dict.fromkeys((*used, *mapped.traits, *mapped.where))
    aliases = {name: f"source_{i}" for i, name in enumerate(names)}
    read = Reader(mapped, aliases)
    columns = mapped.columns
    has_id = "vendor_event_id" in columns
    required = [name for key in ("event_at", "vendor_event_id") for name in names_of(columns, key)]
    required += names_of(columns, "kind")[:1]
    # what is cast to a number or a time is rejected there if it is an object
    texts = [name for key in columns if key in TEXTS for name in columns[key].names]
    with_default = [name for key in mapped.defaults for name in names_of(columns, key)]
    layout = Layout(
        columns={alias: (name,) for name, alias in aliases.items()},
        event_at=read.instant("event_at"),
        required=tuple(dict.fromkeys(name for name in required if name not in with_default)),
        expected=tuple(name for name in names if name not in with_default),
        texts=tuple(aliases[name] for name in dict.fromkeys((*texts, *mapped.traits))),
        repeats_within="" if has_id else "file",
        needs_content=not has_id,
        has_own_ids=has_id,
    )
    return layout, _decoder(read, layout)


def _decoder(read: Reader, layout: Layout) -> str:
    mapped = {*read.columns, *read.defaults}
    if URL in read.columns:
        mapped.update(URL_PARTS)
    candidates = {
        column.name: read.candidate(column.name)
        for column in CONTRACT
        if column.name in mapped and column.name not in ("kind", *TIMES)
    }
    if {"client_x", "client_y", "scroll_top"} <= mapped and not {"page_x", "page_y"} & mapped:
        top = f"try_cast({read.candidate('scroll_top')} as double)"
        candidates["page_x"] = candidates["client_x"]
        candidates["page_y"] = f"try_cast({candidates['client_y']} as double) + {top}"
    kind = read.columns.get("kind")
    if kind is not None and kind.names:
        candidates.setdefault("event_name", read.joined(kind))
    if layout.needs_content:
        candidates["vendor_event_id"] = "content"
    if "received_at" in read.columns:
        candidates["received_at"] = read.instant("received_at")
        candidates["received_at_text"] = read.time_text("received_at")
    if read.mapped.traits:
        fields = ", ".join(f"{literal(trait)}: {read.raw(trait)}" for trait in read.mapped.traits)
        candidates["traits"] = f"traits_of({{{fields}}}, {{{fields}}}, {{{fields}}})"
    chosen = ",\n    ".join(f"{expression} as {name}" for name, expression in candidates.items())
    problem, detail = read.problem(layout)
    return f"""
with kinds as (select *, {read.kind()} as kind from records)
select
    line_number,
    {problem} as problem,
    {detail} as detail,
    damage,
    event_date,
    event_at,
    {read.time_text("event_at")} as event_at_text,
    {read.local_clock("event_at")} as local_at,
    kind,
    {chosen}
from kinds
"""
