"""The query around every decoder: cast to the contract, leave out damaged fields, reject rows.

A decoder's SQL gives candidates: columns of the contract as text or as the file types them, and
beside them `problem` and `detail` (see records.py), for a time `<time>_text`, its text in the file,
and `local_at`, the time of an event as a clock showed it, where no zone is given. The frame makes
one row of each record: all columns of the contract, and a reason if the row is rejected.

Damage costs its field, not its event: a row is rejected only where it has no time, no identity or
no shape. A field that is of another type or impossible is NULL, and `damage` has its reason; a time
that is doubtful, because clocks changed, stays and has one too.

Reasons are few and stable, so that they can be counted; the exact value is in the detail.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from transforms.decoders.judging import MAX_SHOWN
from transforms.decoders.quoting import identifier, literal
from transforms.events import CONTRACT, Column

BLANK: Final = "blank_line"
"""Not a reason: a blank line is neither event nor reject."""

CONTROL: Final = ("problem", "detail", "event_at_text", "local_at", "received_at_text")
"""What a decoder's SQL gives besides columns of the contract."""

PERSON_KEYS: Final = ("user_id", "anonymous_id", "person_id", "merged_id")
TIMES: Final = ("event_at", "received_at")
JSON_TEXTS: Final = ("traits", "properties", "element_attributes")
UNCAST: Final = ("line_number", "event_date")

FRAMED: Final = tuple(
    column
    for column in CONTRACT
    if column.name not in ("export", "file_id", "event_id", "undated_id")
)
"""Columns of the contract that a decoder and the frame fill; the file fills the others."""

MAX_TEXT: Final = 2_000
"""Characters of a text column; what is longer is cut, an identity is hashed."""
MAX_JSON: Final = 100_000
"""Characters of a JSON column; what is longer is left out, for it cannot be cut."""

EARLIEST: Final = "timestamp '1990-01-01'"
LATEST: Final = "timestamp '2200-01-01'"
FUTURE: Final = "future_time"
AHEAD: Final = "interval 1 hour"
"""A clock may be this much ahead of the one that received the event."""

PLAIN: Final[Mapping[str, str]] = {
    "url_host": r"[^\s@/?#+]*",
    "referrer_host": r"[^\s@/?#+]*",
    "country": r"[^0-9@]{0,60}",
    "element_tag": r"[a-zA-Z][a-zA-Z0-9:_.-]{0,60}",
}
"""Columns that readers see as they are: any other text is NULL, for it could name a person."""

RANGES: Final[Mapping[str, tuple[str, str]]] = {
    **{
        column.name: ("between -1e7 and 1e7", "impossible_coordinates")
        for column in CONTRACT
        if column.type == "DOUBLE" and column.unit == "css px"
    },
    "element_width": ("between 0 and 1e7", "impossible_coordinates"),
    "element_height": ("between 0 and 1e7", "impossible_coordinates"),
    "viewport_width": ("between 1 and 1e6", "impossible_size"),
    "viewport_height": ("between 1 and 1e6", "impossible_size"),
    "document_width": ("between 1 and 1e7", "impossible_size"),
    "document_height": ("between 1 and 1e7", "impossible_size"),
    "coord_precision_px": ("between 1 and 64", "impossible_coordinates"),
    "scroll_depth_fraction": ("between 0 and 1", "impossible_scroll"),
    "duration_seconds": ("between 0 and 1e7", "impossible_duration"),
    "hesitation_seconds": ("between 0 and 1e7", "impossible_duration"),
}
"""What a number must be, and the reason when it is not. NaN is above all numbers to DuckDB.
Negative coordinates are possible: the pointer may leave the page. A size of 0 is one that is not
known."""


class Check(NamedTuple):
    """A condition under which a row is rejected; all three are SQL."""

    condition: str
    reason: str
    shown: str


class PersonRule(NamedTuple):
    """What says who a person is: a trait, or else a column of ids."""

    trait: str | None
    id: str | None


def framed(
    decoder: str,
    given: Mapping[str, str],
    *,
    salt: str,
    now: str,
    person: PersonRule | None,
    changes: Sequence[date] = (),
) -> str:
    """Wrap a decoder's SQL, which gives columns of these DuckDB types, into a query of all rows.

    Gives the columns FRAMED, `reason` and `detail`. `now` (UTC) is the latest time of arrival
    where the vendor gives none; `salt` goes before the ids of people; `person` takes the place of
    the vendor's own person; `changes` are the dates on which clocks change where times without a
    zone come from.
    """
    checks = _checks(now)
    casts = [f"{_cast(column, given, salt)} as {_typed(column.name)}" for column in FRAMED]
    return f"""
with decoded as ({decoder}),
typed as (select *, {", ".join(casts)} from decoded),
sound as (select * replace ({", ".join(_repairs(given, changes))}) from typed),
derived as (select * replace ({", ".join([*_derivations(), *_person(person, salt)])}) from sound)
select
    {", ".join(f"{_typed(column.name)} as {column.name}" for column in FRAMED)},
    case {" ".join(f"when {check.condition} then {check.reason}" for check in checks)} end
        as reason,
    case {" ".join(f"when {check.condition} then {check.shown}" for check in checks)} end
        as detail
from derived
"""


def _typed(name: str) -> str:
    return identifier("typed " + name)


def _cast(column: Column, given: Mapping[str, str], salt: str) -> str:
    name = column.name
    if name in UNCAST:
        return name
    if name not in given:
        return f"cast(null as {column.type})"
    if name in TIMES:
        return f"utc({name})"
    text = name if given[name] == "VARCHAR" else f"cast({name} as varchar)"
    if name in PERSON_KEYS:
        return _key(text, salt)
    if name in JSON_TEXTS:
        return _object(text, is_json=given[name] == "JSON")
    if name == "vendor_event_id":
        return f"case when length({text}) > {MAX_TEXT} then md5({text}) else nullif({text}, '') end"
    if column.type == "VARCHAR":
        return f"nullif(left({text}, {MAX_TEXT}), '')"
    return f"try_cast({name} as {column.type})"


def _object(text: str, *, is_json: bool) -> str:
    # what is no JSON object would stop the models that read it
    fits = "true" if is_json else f"json_type(try_cast({text} as json)) = 'OBJECT'"
    return f"case when length({text}) <= {MAX_JSON} and {fits} then nullif({text}, '') end"


def _key(text: str, salt: str) -> str:
    """The key of an id; in a list of one it is computed once for each different one of a group."""
    key = f"case when not is_nobody(id) then text_key({literal(salt)} || id) end"
    return f"list_transform([{text}], lambda id: {key})[1]"


def _person(rule: PersonRule | None, salt: str) -> list[str]:
    """The person of each row that has the trait or id, null for all other rows."""
    if rule is None:
        return []
    if rule.trait is None:
        person = _typed(rule.id or "user_id")
    else:
        pointer = "/" + rule.trait.replace("~", "~0").replace("/", "~1")
        person = _key(f"({_typed('traits')} ->> {literal(pointer)})", salt)
    return [f"{person} as {_typed('person_id')}"]


def _repairs(given: Mapping[str, str], changes: Sequence[date]) -> list[str]:
    """Fields without values that cannot be, and the reasons of what was left out."""
    damages: dict[str, list[str]] = {}
    for column in FRAMED:
        name = column.name
        is_text = column.type == "VARCHAR" or name in (*TIMES, *PERSON_KEYS, *UNCAST)
        if name in given and not is_text and given[name] != column.type:
            bad = f"({_typed(name)} is null and cast({name} as varchar) <> '')"
            damages.setdefault("bad_type", []).append(bad)
    ranges = {name: judged for name, judged in RANGES.items() if name in given}
    if "received_at" in given:
        bad = f"({_typed('received_at')} is null and not {_empty(_text_of('received_at'))})"
        damages["bad_time"] = [bad]
        ranges["received_at"] = (f"between {EARLIEST} and {LATEST}", "time_out_of_range")
    if changes and "local_at" in given:
        # few days are looked at: what a clock shows at a moment is slow to compute
        days = ", ".join(f"date {literal(day.isoformat())}" for day in changes)
        near = f"cast(local_at as date) in ({days})"
        bad = f"coalesce(case when {near} then is_ambiguous(event_at, local_at) end, false)"
        damages["ambiguous_time"] = [bad]
    repairs = {}
    for name, (condition, reason) in ranges.items():
        damages.setdefault(reason, []).append(f"not ({_typed(name)} {condition})")
        repairs[name] = f"case when {_typed(name)} {condition} then {_typed(name)} end"
    reasons = [
        f"case when {' or '.join(bad)} then {literal(reason)} end"
        for reason, bad in sorted(damages.items())
    ]
    found = ["damage" if "damage" in given else "null", *reasons]
    repairs["damage"] = f"nullif(concat_ws(' ', {', '.join(found)}), '')"
    return [f"{expression} as {_typed(name)}" for name, expression in repairs.items()]


def _derivations() -> list[str]:
    """Columns that are computed from other columns, the same for every vendor."""
    column = {framed.name: _typed(framed.name) for framed in FRAMED}
    top = f"greatest({column['scroll_max']}, {column['scroll_top']})"  # passes over nulls
    bottom = f"{top} + {column['viewport_height']}"
    is_derived = f"{column['scroll_depth_px']} is null and {bottom} is not null"
    depth = f"case when {is_derived} then {bottom} else {column['scroll_depth_px']} end"
    basis = f"case when {is_derived} then 'bottom_of_viewport' else {column['scroll_basis']} end"
    derived = {
        "coord_precision_px": f"coalesce({column['coord_precision_px']}, case when"
        f" coalesce({column['page_x']}, {column['client_x']}) is not null then 1::smallint end)",
        "scroll_max": top,
        "scroll_depth_px": depth,
        "scroll_basis": basis,
        # least() and greatest() pass over nulls.
        "scroll_depth_fraction": f"coalesce({column['scroll_depth_fraction']},"
        f" case when ({depth}) is not null and {column['document_height']} is not null"
        f" then greatest(0, least(1, ({depth}) / {column['document_height']})) end)",
        **{name: _plain(column[name], pattern) for name, pattern in PLAIN.items()},
    }
    return [f"{expression} as {column[name]}" for name, expression in derived.items()]


def _plain(value: str, pattern: str) -> str:
    return f"case when regexp_full_match({value}, {literal(pattern)}) then {value} end"


def _checks(now: str) -> list[Check]:
    """What a row is rejected for, in order of precedence."""
    event_at, received_at = map(_typed, TIMES)
    text = _text_of("event_at")
    checks = [
        Check("problem is not null", "problem", "detail"),
        Check(f"{_typed('vendor_event_id')} is null", "'missing_event_id'", "null"),
        Check(f"{event_at} is null and {_empty(text)}", "'missing_event_at'", "null"),
    ]
    shown = _shown("event_at", text)
    bad = f"{event_at} is null and not {_empty(text)}"
    impossible = f"not ({event_at} between {EARLIEST} and {LATEST})"
    arrival = f"least(coalesce({received_at}, timestamp {literal(now)}), timestamp {literal(now)})"
    return [
        *checks,
        Check(bad, "'bad_time'", shown),
        Check(impossible, "'time_out_of_range'", shown),
        Check(f"{event_at} > {arrival} + {AHEAD}", literal(FUTURE), shown),
    ]


def _text_of(time: str) -> str:
    """A time as the file has it; what has no text is a moment, and written out here."""
    return f"coalesce(cast({time}_text as varchar), cast({time} as varchar))"


def _empty(name: str) -> str:
    return f"coalesce(cast({name} as varchar) = '', true)"


def _shown(name: str, value: str) -> str:
    return f"{literal(name + ': ')} || left(cast({value} as varchar), {MAX_SHOWN})"
