"""SQL for columns of the contract from the columns of a table, as a mapping says.

What to put here: what a source of `columns:` does to a value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from transforms.decoders.layouts import Layout
from transforms.decoders.quoting import literal, literals
from transforms.events import CONTRACT, KINDS

Scalar = str | int | float | bool

MICROSECONDS: Final = {"s": "1000000", "ms": "1000", "us": "1", "ns": "0.001"}
SECONDS: Final = {"s": "1", "ms": "1e-3", "us": "1e-6", "ns": "1e-9"}
WHOLES: Final = {"fraction": "1", "percent": "100"}
"""How many of a unit are the whole."""

POINT: Final = ("page_x", "page_y", "client_x", "client_y")
SCROLL: Final = ("scroll_top", "scroll_max", "scroll_depth_px", "scroll_depth_fraction")
TIMES: Final = ("event_at", "received_at")
PARTS: Final = tuple(
    column.name for column in CONTRACT if column.type == "DOUBLE" and column.unit == "css px"
)
"""Columns that may be given as a part of a viewport, document or element."""
NUMBERS: Final = tuple(
    column.name for column in CONTRACT if column.type in ("DOUBLE", "INTEGER", "SMALLINT")
)

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

LEFT_OUT: Final = "left_out"
"""The reason for rows that `where:` does not ask for."""


class Source(Protocol):
    """Where a column of the contract comes from: columns of the table, or a constant."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the table, joined by a space; none for a constant."""

    @property
    def value(self) -> Scalar | None:
        """The constant; None for a column."""

    @property
    def match(self) -> str | None:
        """A regular expression, whose first group is the value."""

    @property
    def unit(self) -> str | int | float | None:
        """Unit of a number: of time, `fraction`, `percent`, or how many are the whole."""

    @property
    def of(self) -> str | None:
        """What the number is a part of: viewport, document or element."""

    @property
    def format(self) -> str | None:
        """The strptime format of a time that is text."""

    @property
    def since(self) -> "Source | None":
        """The time from which the number counts."""

    @property
    def values(self) -> Mapping[str, str] | None:
        """Values for the table's own words, in which * is any text."""


@dataclass(frozen=True)
class Mapped:
    """The settings of a table: see orchestration/settings/table_mapping.py."""

    columns: Mapping[str, Source]
    defaults: Mapping[str, Scalar]
    traits: Sequence[str]
    where: Mapping[str, Sequence[str]]
    nulls: Sequence[str]
    decimal: str

    @property
    def sources(self) -> list[tuple[str, Source]]:
        """All sources with the name they fill; the base of a time is one too."""
        given = list(self.columns.items())
        return given + [(name, source.since) for name, source in given if source.since is not None]


class Reader:
    """Expressions for columns of the contract over the aliases of a table's columns."""

    def __init__(self, mapped: Mapped, aliases: Mapping[str, str]) -> None:
        self.mapped = mapped
        self.columns = mapped.columns
        self.defaults = mapped.defaults
        self.aliases = aliases

    def raw(self, name: str) -> str:
        """A column of the table as text; NULL for the table's own words for nothing."""
        text = f"cast({self.aliases[name]} as varchar)"
        for nothing in ("", *self.mapped.nulls):
            text = f"nullif({text}, {literal(nothing)})"
        return text

    def joined(self, source: Source) -> str:
        """The columns of a source as one text, or the part of it that `match` finds."""
        texts = [self.raw(name) for name in source.names]
        text = texts[0] if len(texts) == 1 else f"nullif(concat_ws(' ', {', '.join(texts)}), '')"
        if source.match is None:
            return text
        return f"nullif(regexp_extract({text}, {literal(source.match)}, 1), '')"

    def text(self, name: str) -> str:
        """The value in the table as text, or the default."""
        given = []
        source = self.columns.get(name)
        if source is not None and source.names:
            given.append(self._converted(name, source))
        elif source is not None:
            given.append(literal(_written(source.value)))
        if name in self.defaults:
            given.append(literal(_written(self.defaults[name])))
        if not given:
            return "cast(null as varchar)"
        return given[0] if len(given) == 1 else f"coalesce({', '.join(given)})"

    def _converted(self, name: str, source: Source) -> str:
        text = self.joined(source)
        if name in NUMBERS and self.mapped.decimal != ".":
            text = f"replace({text}, {literal(self.mapped.decimal)}, '.')"
        if source.values and name != "kind":
            return f"case {_cases(text, source.values)} else {text} end"
        if name == "duration_seconds" and source.unit:
            return f"times({text}, {SECONDS[str(source.unit)]})"
        if name in (*PARTS, "scroll_depth_fraction") and source.unit:
            return self._part(name, source, text)
        return text

    def _part(self, name: str, source: Source, text: str) -> str:
        """A number in a unit of which the viewport, the document or the element has so many."""
        whole = WHOLES.get(str(source.unit), str(source.unit))
        if name == "scroll_depth_fraction":
            return f"times({text}, 1e0 / {whole})"
        size = f"{source.of}_{'width' if name.endswith(('_x', '_width')) else 'height'}"
        lengths = [self._number(size)]
        if size == "document_width":  # few pages are wider than the viewport
            lengths.append(self._number("viewport_width"))
        length = f"try_cast({text} as double) / {whole} * coalesce({', '.join(lengths)}, null)"
        if source.of == "element" and name in ("page_x", "page_y"):
            length += f" + {self._number(f'element_{name[-1]}')}"
        # without the size there is no length, and no number stays as it is, to be rejected
        is_number = f"try_cast({text} as double) is not null"
        return f"case when {is_number} then cast({length} as varchar) else {text} end"

    def _number(self, name: str) -> str:
        return f"try_cast({self.text(name)} as double)"

    def time_text(self, name: str) -> str:
        """A time as text; NULL where it is a moment, which the frame knows how to show."""
        source, text = self.columns.get(name), self.text(name)
        if source is None or not source.names or source.unit or source.format:
            return text
        return f"time_text({self._given(source)}, {text})"

    def instant(self, name: str) -> str:
        """A time, read as its unit or format says."""
        source = self.columns.get(name)
        if source is None or not source.names:
            return f"instant({self.text(name)})"
        given = self._instant(source)
        if name in self.defaults:
            return f"coalesce({given}, instant({literal(_written(self.defaults[name]))}))"
        return given

    def _given(self, source: Source) -> str:
        """The column as the file types it, where the source is one and whole."""
        is_plain = len(source.names) == 1 and source.match is None
        return self.aliases[source.names[0]] if is_plain else self.joined(source)

    def _instant(self, source: Source) -> str:
        alias = self._given(source)
        if source.unit and source.since is not None:
            count = f"try_cast({alias} as double) * {MICROSECONDS[str(source.unit)]}"
            passed = f"to_microseconds(cast(round({count}) as bigint))"
            return f"{self._instant(source.since)} + {passed}"
        if source.unit:
            return f"epoch_instant({alias}, {MICROSECONDS[str(source.unit)]})"
        if source.format:
            return f"instant(try_strptime({self.joined(source)}, {literal(source.format)}))"
        return f"instant({alias})"

    def local_clock(self, name: str) -> str:
        """A time as the clock of the export's zone showed it; NULL where the zone is given."""
        source = self.columns.get(name)
        if source is None or not source.names:
            return f"local_clock({self.text(name)})"
        if source.unit or (source.format and "%z" in source.format.lower()):
            return "cast(null as timestamp)"
        if source.format:
            return f"try_strptime({self.joined(source)}, {literal(source.format)})"
        return f"local_clock({self._given(source)})"

    def kind(self) -> str:
        """The kind; an unknown word is custom."""
        source = self.columns.get("kind")
        words = source.values if source is not None else None
        cases = _cases(self.text("kind"), words or {kind: kind for kind in KINDS})
        return f"case {cases} else 'custom' end"

    def shared(self) -> set[str]:
        """Columns of the table that are mapped both to a point and to a scroll offset."""
        points, scrolls = (
            {name for key in keys for name in names_of(self.columns, key)}
            for keys in (POINT, SCROLL)
        )
        return points & scrolls

    def candidate(self, name: str) -> str:
        """The expression for a column of the contract, given that `kind` is one already."""
        if self.shared() & set(names_of(self.columns, name)):
            if name in POINT:
                return f"case when kind <> 'scroll' then {self.text(name)} end"
            if name in SCROLL:
                return f"case when kind = 'scroll' then {self.text(name)} end"
        if name in URL_PARTS and URL in self.columns:
            return f"{name}({self.text(URL)})"
        return f"{REDUCED[name]}({self.text(name)})" if name in REDUCED else self.text(name)

    def problem(self, layout: Layout) -> tuple[str, str]:
        """Reason and detail of rows that are not asked for, or have an object in a text."""
        left_out = " or ".join(
            f"not coalesce({_is_one_of(self.raw(name), words)}, false)"
            for name, words in self.mapped.where.items()
        )
        names = {alias: name for name, alias in self.aliases.items()}
        objects = {alias: f"is_object({alias})" for alias in layout.texts}
        wrong = " or ".join(objects.values())
        reason = [f"when {left_out} then {literal(LEFT_OUT)}"] if left_out else []
        reason += [f"when {wrong} then 'bad_type'"] if wrong else []
        shown = [
            f"when {test} then {literal(names[alias][:100] + ': an object')}"
            for alias, test in objects.items()
        ]
        other = f"when {left_out} then null" if left_out else ""
        return (
            f"case when problem is not null then problem {' '.join(reason)} end",
            f"case when problem is not null then detail {other} {' '.join(shown)} end",
        )


def names_of(columns: Mapping[str, Source], key: str) -> tuple[str, ...]:
    """Names in the table that fill a column of the contract."""
    return columns[key].names if key in columns else ()


def _cases(text: str, words: Mapping[str, str]) -> str:
    return " ".join(
        f"when {_is_one_of(text, [word])} then {literal(value)}" for word, value in words.items()
    )


def _is_one_of(text: str, words: Sequence[str]) -> str:
    """Whether a text is one of these words, in which * is any text."""
    plain = [word for word in words if "*" not in word]
    tests = [f"{text} in ({literals(plain)})"] if plain else []
    for word in words:
        if "*" in word:
            escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            pattern = escaped.replace("*", "%")
            tests.append(f"{text} like {literal(pattern)} escape '\\'")
    return f"({' or '.join(tests)})"


def _written(value: Scalar | None) -> str:
    """A constant as text that DuckDB casts back."""
    return str(value).lower() if isinstance(value, bool) else str(value)
