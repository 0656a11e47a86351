"""The queries that decode one file, all made in one place and in one call.

What to put here: which queries there are, in which order they run, and the relations between
them. `orchestration/decoding/` runs them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

from transforms.decoders.contents import Lines, Rows
from transforms.decoders.fields import clock_changes, cut_macro, row_as_json
from transforms.decoders.frame import AHEAD, BLANK, FUTURE, PersonRule, framed
from transforms.decoders.layouts import Fields, Layout, nested_fields, typed_fields
from transforms.decoders.lines import LINE_FEED, LONGEST_CLEAN_LINE, MARK, SEPARATOR
from transforms.decoders.macros import host_macro, nobody_macro, trait_macros
from transforms.decoders.presence import Presence, absent, counting, presence_of, structure
from transforms.decoders.quoting import literal, literals
from transforms.decoders.records import ROW_NUMBER, records
from transforms.decoders.repeats import repeats
from transforms.events import CONTRACT

SOURCES: Final = f"""
create or replace macro lines_of(paths, lines_before) as table
    select
        row_number() over () + lines_before as line_number,
        case when not starts_with(line, chr({MARK})) then line end as line,
        case when starts_with(line, chr({MARK})) then string_split(line, chr({MARK})) end as marked
    from read_csv(
        paths,
        columns = {{'line': 'VARCHAR'}},
        delim = {literal(chr(SEPARATOR))},
        quote = '',
        escape = '',
        comment = '',
        header = false,
        auto_detect = false,
        new_line = '\\n',
        max_line_size = {LONGEST_CLEAN_LINE},
        buffer_size = {2 * LONGEST_CLEAN_LINE}
    );

create or replace macro rows_of(path, first, last) as table
    select * exclude (file_row_number), file_row_number + 1 as {ROW_NUMBER}
    from read_parquet(path, file_row_number = true)
    where file_row_number >= first - 1 and file_row_number < last;
"""
"""Parts of a file: lines as lines.py cleans them, or rows of Parquet; both count from 1."""


UNREADABLE: Final = ("not_json", "not_an_object", "bad_row")
CUT: Final = "ended_early"
"""The reason where the last line is unreadable: half a line, or the error text of a server."""


def row_groups(path: str) -> str:
    """First row, last row and uncompressed bytes of each row group of a Parquet file, in order."""
    return f"""
with row_groups as (
    select
        row_group_id,
        any_value(row_group_num_rows) as row_count,
        sum(total_uncompressed_size) as byte_count
    from parquet_metadata({literal(path)})
    group by row_group_id
)
select
    sum(row_count) over groups_so_far - row_count + 1,
    sum(row_count) over groups_so_far,
    byte_count
from row_groups
window groups_so_far as (order by row_group_id)
order by row_group_id
"""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is known of a file before it is parsed; the methods are its queries, in order.

    Attributes:
        export, file_id, path: what the file is called in events and rejects.
        layout, decoder: the format: its fields, and the SQL that says what they mean.
        traits: names of the traits in the export.
        hosts: those that the export names as its own.
        person: what says who a person is, if it is not the vendor.
        content: what was found in the file.
        nobody: ids that stand for nobody, in lower case; `0` is any id of zeros.
        timezone: that of event dates.
        local_zone: that of times without one.
        salt: goes before the ids of people.
        now: the latest time of arrival where the vendor gives none; has a zone.
    """

    export: str
    file_id: str
    path: str
    layout: Layout
    decoder: str
    traits: Sequence[str]
    hosts: Sequence[str]
    person: PersonRule | None
    content: Lines | Rows
    nobody: Sequence[str]
    timezone: str
    local_zone: str
    salt: str
    now: datetime

    @property
    def folders(self) -> Mapping[str, str]:
        """Values of fields that folders are named by: `event=click/date=2026-11-16/`."""
        *folders, file_name = self.path.split("/")
        parts = (unquote(part).partition("=") for part in folders)
        found = {name: value for name, sign, value in parts if sign}
        found |= {"file name": file_name, "folder name": unquote(folders[-1]) if folders else ""}
        wanted = {*self.layout.expected, *self.layout.in_folders}
        return {name: value for name, value in found.items() if name in wanted}

    def macros(self) -> str:
        """Statements that define what the other queries call, beside functions.sql."""
        macros = trait_macros(self.traits), host_macro(self.hosts), nobody_macro(self.nobody)
        return SOURCES + cut_macro() + "".join(macros)

    def records(self, source: str) -> str:
        """Parse a part of the file, `lines_of(…)` or `rows_of(…)`.

        The results of all parts, one after the other, are the relation `records`.
        """
        return records(
            source,
            self.layout,
            self.nested,
            self.content,
            typed=typed_fields(self.layout, self.decoder),
            folders=self.folders,
            timezone=self.timezone,
        )

    @property
    def nested(self) -> Fields:
        """The fields that are read of each nested object."""
        return nested_fields(self.layout, self.decoder, self.traits)

    def counting(self) -> str:
        """Count which fields `records` have, for `presence`."""
        return counting(self.layout, self.nested)

    def presence(self, counts: Sequence[Any]) -> Presence:
        """What `counting` has found."""
        return presence_of(self.layout, self.nested, counts)

    def names(self, part: str) -> str | None:
        """The structure of a part of JSON lines, for `names_in`; None where columns have names."""
        is_json = isinstance(self.content, Lines) and not self.content.header
        return structure(part) if is_json else None

    def absent(self, found: Presence, names: Callable[[], Sequence[str]]) -> list[str]:
        """Names that the mapping of a table has and the file has not; raises RefusedError.

        `names` finds out those in the file.
        """
        return absent(self.layout, self.content, found, names, self.folders)

    def framed(self, types: Mapping[str, str]) -> str:
        """Decode `records`, cast and judge them: the relation `framed`, a row for each record.

        `types` are the DuckDB types of the columns of `decoder`.
        """
        now = self.now.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
        return framed(
            self.decoder,
            types,
            salt=self.salt,
            now=now,
            person=self.person,
            changes=clock_changes(self.local_zone),
        )

    def dates(self) -> str:
        """The dates of all records, also of those that will be rejected."""
        dated = "records" if self.layout.event_at else "framed"
        return f"select distinct event_date from {dated} where event_date is not null order by 1"

    def repeats(self) -> str | None:
        """Number events of the same content: the relation `repeats`, of those after the first; None
        where the vendor gives events an id.
        """
        within = self.layout.repeats_within
        return repeats(within) if within else None

    def events(self, day: str) -> str:
        """Rows of the contract for one date, in line order."""
        identity = "vendor_event_id"
        if self.layout.repeats_within:
            identity = "vendor_event_id || ':' || coalesce(occurrence, 1)"
        whole = f"{literal(self.export)} || chr(31) || {identity}"
        parts = [f"coalesce({name}::varchar, '')" for name in self.layout.identified_by]
        dated = " || chr(31) || ".join([literal(day), whole, *parts])
        computed = {
            "export": literal(self.export),
            "file_id": literal(self.file_id),
            "event_id": f"text_key({dated})",
            "undated_id": f"text_key({whole})" if self.layout.has_own_ids else "null::bigint",
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
{"left join repeats using (line_number)" if self.layout.repeats_within else ""}
where reason is null and event_date = {literal(day)}
{"order by line_number" if self.layout.repeats_within or not self.layout.event_at else ""}
"""

    def line_count(self) -> str:
        """Count records; a blank line is none."""
        return f"select count(*) from records where problem is distinct from {literal(BLANK)}"

    def rejects(self, source: str) -> str:
        """Rows of the quarantine, in line order, with their text from `source`, the whole file."""
        if isinstance(self.content, Rows):
            line_number, raw = ROW_NUMBER, row_as_json(self.content.types)
        else:
            line_number = "line_number"
            raw = f"coalesce(marked[4], replace(line, chr({LINE_FEED[0]}), chr(10)))"
        return f"""
with rejected as materialized (
    select line_number, reason, detail
    from framed
    where reason is not null and reason <> {literal(BLANK)}
),
raws as (
    select {line_number} as line_number, {raw} as raw
    from {source}
    where {line_number} in (select line_number from rejected)
)
select
    {literal(self.export)} as export,
    {literal(self.file_id)} as file_id,
    {literal(self.path)} as path,
    line_number,
    case when line_number = last_line and reason in ({literals(UNREADABLE)}) then {literal(CUT)}
        else reason end as reason,
    detail,
    raw
from rejected
inner join raws using (line_number)
cross join (
    select max(line_number) as last_line
    from records
    where problem is distinct from {literal(BLANK)}
)
order by line_number
"""

    def first_future(self) -> str:
        """The time of the first event in the future of `now`, if not of its own arrival."""
        return f"""
select min(event_at) from framed
where reason = {literal(FUTURE)} and coalesce(event_at <= received_at + {AHEAD}, true)
"""

    def reasons(self, path: str) -> str:
        """Count the rejects of each reason in the file that was written of them."""
        return f"""
select reason, count(*) from read_parquet({literal(path)}) group by reason order by reason
"""
