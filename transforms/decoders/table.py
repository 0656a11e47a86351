"""The decoder of format `table`: SQL from the mapping of an export.

What to put here: what `columns:` and `defaults:` of exports.yaml do to a row. What may be in
them is checked where the YAML is read.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from transforms.decoders.layouts import Layout
from transforms.decoders.quoting import literal
from transforms.events import CONTRACT, KINDS

Scalar = str | int | float | bool

MICROSECONDS: Final = {"s": "1000000", "ms": "1000", "us": "1", "ns": "0.001"}

POINT: Final = ("page_x", "page_y", "client_x", "client_y")
SCROLL: Final = ("scroll_top", "scroll_max", "scroll_depth_px", "scroll_depth_fraction")
TIMES: Final = ("event_at", "received_at")

URL: Final = "url"
"""Not a column of the contract: a whole URL, which fills the four that are its parts."""

URL_PARTS: Final = ("url_host", "url_path", "url_query", "url_fragment")

REDUCED: Final = {
    "url_host": "host_of",
    "url_path": "page_of",
    "referrer_host": "host_of",
    "element_href": "href_of",
}
"""Macros of functions.sql for columns whose source may be a whole URL, with personal data in it."""


class Source(Protocol):
    """Where a column of the contract comes from: a column of the table, or a constant."""

    @property
    def column(self) -> str | None:
        """Name in the table; None for a constant."""

    @property
    def value(self) -> Scalar | None:
        """The constant; None for a column."""

    @property
    def unit(self) -> str | None:
        """Unit of a time that is a number: s, ms, us or ns."""

    @property
    def format(self) -> str | None:
        """The strptime format of a time that is text."""

    @property
    def values(self) -> Mapping[str, str] | None:
        """Kinds for the table's own words."""


def table_decoder(
    columns: Mapping[str, Source], defaults: Mapping[str, Scalar], traits: Sequence[str]
) -> tuple[Layout, str]:
    """Layout and decoder SQL of a mapping from columns of the contract to their sources.

    A column that has a default need not be in the file, all others must. Without an event id a
    row is known by its content. A source that is mapped both to a point and to a scroll offset
    is the offset in rows of kind scroll, and the point in all others.
    """
    used = [source.column for source in columns.values() if source.column is not None]
    aliases = {name: f"source_{i}" for i, name in enumerate(dict.fromkeys((*used, *traits)))}
    read = _Reader(columns, defaults, aliases)
    optional = {
        source.column for name, source in columns.items() if name in defaults and source.column
    }
    has_id = "vendor_event_id" in columns
    layout = Layout(
        columns={alias: name for name, alias in aliases.items()},
        event_at=read.instant("event_at"),
        required=tuple(name for name in aliases if name not in optional),
        repeats_within="" if has_id else "file",
        needs_content=not has_id,
        has_own_ids=has_id,
    )
    return layout, _decoder(read, layout, [aliases[trait] for trait in traits], traits)


class _Reader:
    """Expressions for columns of the contract over the aliases of a table's columns."""

    def __init__(
        self,
        columns: Mapping[str, Source],
        defaults: Mapping[str, Scalar],
        aliases: Mapping[str, str],
    ) -> None:
        self.columns = columns
        self.defaults = defaults
        self.aliases = aliases

    def text(self, name: str) -> str:
        """The value in the table as text, or the default."""
        given = []
        source = self.columns.get(name)
        if source is not None and source.column is not None:
            given.append(f"nullif(cast({self.aliases[source.column]} as varchar), '')")
        elif source is not None:
            given.append(literal(_written(source.value)))
        if name in self.defaults:
            given.append(literal(_written(self.defaults[name])))
        return f"coalesce({', '.join(given)})" if given else "cast(null as varchar)"

    def instant(self, name: str) -> str:
        """A time, read as its unit or format says."""
        source = self.columns.get(name)
        if source is not None and source.column is not None:
            alias = self.aliases[source.column]
            if source.unit:
                return f"epoch_instant({alias}, {MICROSECONDS[source.unit]})"
            if source.format:
                text = f"cast({alias} as varchar)"
                return f"instant(try_strptime({text}, {literal(source.format)}))"
            if name not in self.defaults:
                return f"instant({alias})"
        return f"instant({self.text(name)})"

    def kind(self) -> str:
        """The kind; an unknown word is custom."""
        source = self.columns.get("kind")
        words = (
            source.values
            if source is not None and source.values
            else {kind: kind for kind in KINDS}
        )
        cases = " ".join(f"when {literal(word)} then {literal(k)}" for word, k in words.items())
        return f"case {self.text('kind')} {cases} else 'custom' end"

    def shared(self) -> set[str]:
        """Columns of the table that are mapped both to a point and to a scroll offset."""
        points, scrolls = (
            {self.columns[name].column for name in names if name in self.columns}
            for names in (POINT, SCROLL)
        )
        return {column for column in points & scrolls if column is not None}

    def candidate(self, name: str) -> str:
        """The expression for a column of the contract, given that `kind` is one already."""
        source = self.columns.get(name)
        if source is not None and source.column in self.shared():
            if name in POINT:
                return f"case when kind <> 'scroll' then {self.text(name)} end"
            if name in SCROLL:
                return f"case when kind = 'scroll' then {self.text(name)} end"
        if name in URL_PARTS and URL in self.columns:
            return f"{name}({self.text(URL)})"
        return f"{REDUCED[name]}({self.text(name)})" if name in REDUCED else self.text(name)


def _decoder(
    read: _Reader, layout: Layout, trait_aliases: Sequence[str], traits: Sequence[str]
) -> str:
    mapped = {*read.columns, *read.defaults}
    if URL in read.columns:
        mapped.update(URL_PARTS)
    candidates = {
        column.name: read.candidate(column.name)
        for column in CONTRACT
        if column.name in mapped and column.name not in ("kind", *TIMES)
    }
    kind = read.columns.get("kind")
    if kind is not None and kind.column is not None:
        candidates.setdefault("event_name", f"cast({read.aliases[kind.column]} as varchar)")
    if layout.needs_content:
        candidates["vendor_event_id"] = "content"
    if "received_at" in read.columns:
        candidates["received_at"] = read.instant("received_at")
        candidates["received_at_text"] = read.text("received_at")
    if traits:
        fields = ", ".join(
            f"{literal(trait)}: cast({alias} as varchar)"
            for trait, alias in zip(traits, trait_aliases, strict=True)
        )
        candidates["traits"] = f"traits_of({{{fields}}}, {{{fields}}}, {{{fields}}})"
    chosen = ",\n    ".join(f"{expression} as {name}" for name, expression in candidates.items())
    return f"""
with kinds as (select *, {read.kind()} as kind from records)
select
    line_number,
    problem,
    detail,
    event_date,
    event_at,
    {read.text("event_at")} as event_at_text,
    kind,
    {chosen}
from kinds
"""


def _written(value: Scalar | None) -> str:
    """A constant as text that DuckDB casts back."""
    return str(value).lower() if isinstance(value, bool) else str(value)
