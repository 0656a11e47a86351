"""What is no record and what is damaged, the same for every source: the last step of records.py.

What to put here: what is said of a row before any decoder reads it.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from transforms.decoders.fields import MAX_FIELD, all_null
from transforms.decoders.layouts import Fields, Layout
from transforms.decoders.paths import readings
from transforms.decoders.quoting import literal, literals

MAX_SHOWN: Final = 100
"""Characters of a bad value that a detail shows."""


def damage(broken: Iterable[str]) -> str:
    """The column `damage`: whether JSON that was to be read is broken in one of these ways."""
    return f"case when {' or '.join(['false', *broken])} then 'bad_json' end as damage"


def judged(
    layout: Layout,
    nested: Fields,
    texts: Mapping[str, str],
    members: str,
    written: str,
    internal: Iterable[str],
) -> str:
    """The last step, the same for every source: from `fields` to records.

    `texts` are nested objects as text, `members` is a map of the one that has the properties, and
    `written` a text that has them in it.
    """
    conditions = {
        name: f"when {all_null(name, nested[name])} and {texts[name]} is not null"
        f" and coalesce({_type_of(texts[name])}, '') not in ('OBJECT', 'NULL')"
        for name in nested
        if name in layout.required
    }
    bad = [f"{condition} then 'bad_type'" for condition in conditions.values()]
    shown = [
        f"{condition} then {literal(name + ': ')} || left({texts[name]}, {MAX_SHOWN})"
        for name, condition in conditions.items()
    ]
    others = "cast(null as varchar)"
    if layout.others_in in nested:
        others = f"case when {layout.others} then {_other_properties(layout, members)}"
        if layout.always:
            # few rows have them, and to look for them costs less than to parse all
            beginning = literal(layout.always.rstrip("/"))  # a slash may be escaped
            others += f" when contains({written}, {beginning})"
            others += f" then {_members_that(_is_always(layout), members)}"
        others += " end"
    hidden = ", ".join(["unreadable", "unreadable_detail", *internal])
    return f"""
select
    * exclude ({hidden}),
    case when unreadable is not null then unreadable {" ".join(bad)} end as problem,
    case when unreadable is not null then unreadable_detail {" ".join(shown)} end as detail,
    {others} as other_properties
from fields
"""


def _other_properties(layout: Layout, members: str) -> str:
    """A JSON object of the members that no decoder reads."""
    wanted, unwanted = (literals(["", *names]) for names in (layout.wanted, layout.unwanted))
    always = f"when {_is_always(layout)} then true" if layout.always else ""
    is_kept = f"""case
                    {always}
                    when starts_with(member.key, {literal(layout.sign)})
                        then member.key in ({wanted})
                    else member.key not in ({unwanted})
                end"""
    return _members_that(is_kept, members)


def _is_always(layout: Layout) -> str:
    return f"starts_with(member.key, {literal(layout.always)})"


def _members_that(is_kept: str, members: str) -> str:
    """A JSON object of some members; one longer than MAX_FIELD is left out."""
    return f"""
        json_object_of(
            list_filter(
                map_entries({members}),
                lambda member: {is_kept}
                    and strlen(cast(member.value as varchar)) <= {MAX_FIELD}
            )
        )"""


def _type_of(text: str) -> str:
    """SQL for the type of JSON written as text; NULL where nothing of it can be read."""
    return f"coalesce({', '.join(f'try(json_type({json}))' for json in readings(text))})"
