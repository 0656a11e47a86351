"""Macros that depend on the export's traits; those that do not are in functions.sql."""

from collections.abc import Sequence

from transforms.decoders.layouts import shape
from transforms.decoders.quoting import literal


def trait_macros(traits: Sequence[str]) -> str:
    """`as_traits(json)` is a struct of the traits; `traits_of(a, b, c)` a JSON object of them.

    The first of the three structs that has a trait wins. A trait that is null or empty in all of
    them is left out, so that nobody is counted under a value that is none.
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
