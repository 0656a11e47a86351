"""Macros that follow from settings of an export: its traits, its host, and the ids of nobody."""

from collections.abc import Sequence

from transforms.decoders.fields import shape
from transforms.decoders.quoting import literal, literals


def nobody_macro(ids: Sequence[str]) -> str:
    """`is_nobody(id)`: whether an id is empty, or one that software writes for nobody."""
    return f"""
create or replace macro is_nobody(id) as
    trim(id) = ''
    or regexp_replace(lower(trim(id)), '^[0-]+$', '0') in ({literals(["", *ids])});
"""


def host_macro(hosts: Sequence[str]) -> str:
    """`own_host()`: the host that an export names as its own, where it names one alone."""
    is_one = len(hosts) == 1 and "*" not in hosts[0]
    return f"""
create or replace macro own_host() as {literal(hosts[0]) if is_one else "cast(null as varchar)"};
"""


def trait_macros(traits: Sequence[str]) -> str:
    """`as_traits(json)` is a struct of the traits; `traits_of(a, b, c)` a JSON object of them.

    The first of the three structs that has a trait wins. A trait that is null or empty in all of
    them is left out, so that it becomes no segment.
    """
    if not traits:
        return """
create or replace macro as_traits(document) as null;
create or replace macro traits_of(a, b, c) as cast(null as varchar);
"""
    members = [
        f"struct_pack(key := {literal(trait)}, value := to_json(coalesce("
        + ", ".join(f"nullif(struct_extract({source}, {literal(trait)}), '')" for source in "abc")
        + ")))"
        for trait in traits
    ]
    return f"""
create or replace macro as_traits(document) as try(from_json(document, {shape(traits)}));
create or replace macro traits_of(a, b, c) as json_object_of([{", ".join(members)}]);
"""
