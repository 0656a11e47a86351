"""What is wrong with the settings, in sentences that say what to do."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from orchestration.settings.yaml_lines import Document, Location, Problem, spelled

MISSING: Final[Mapping[str, str]] = {
    "exports": "add a list of exports, each with name, format and url",
    "name": "add a name such as web_events",
    "format": "add the format, such as posthog_events",
    "url": "add a folder such as exports/web/ or a bucket such as s3://bucket/prefix/",
    "env": "add the name of an environment variable",
}
WANTED: Final[Mapping[str, str]] = {
    "string_type": "text; write one value, in quotes",
    "bool_type": "true or false; write one of them",
    "bool_parsing": "true or false; write one of them",
    "tuple_type": "a list; begin each item with a dash",
    "invalid_key": "text; put the key in quotes",
    "dict_type": "a mapping; write `key: value` lines below it",
    "model_type": "a mapping; write `key: value` lines below it",
}
NOUNS: Final[Mapping[str, str]] = {
    "sessions": "way to cut sessions",
    "unit": "unit of time",
    "id": "id of people",
}


class SettingsError(Exception):
    """The settings cannot be used; its text has a line for each problem, with file and line."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def shown(value: object) -> str:
    """Show a value in a message: on one line, escaped, cut when long.

    >>> shown("a"), len(shown("a" * 100))
    ("'a'", 80)
    """
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:76]}...'"


def suggestion(word: str, known: Collection[str]) -> str:
    """Say which known word was probably meant, and which there are unless they are many."""
    close = difflib.get_close_matches(word, known, n=1)
    remedy = f"did you mean {close[0]}?" if close else "take a known one"
    listed = len(known) <= (30 if close else 60)
    return f"{remedy} (known: {', '.join(known)})" if listed else remedy


def problems_of(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> Iterator[Problem]:
    """Yield a problem for each of pydantic's; `model` is what the whole document should be."""
    for detail in error.errors(include_url=False):
        location = tuple(part for part in detail["loc"] if part != "[key]")
        # A check of several keys together says itself which of them to look at.
        location += tuple(detail.get("ctx", {}).get("at", ()))
        text = _sentence(detail["type"], location, detail, model)
        yield Problem(document.line(location), spelled(location), text)


def lines(problems: Iterable[Problem], file: object) -> tuple[str, ...]:
    """Write a line for each problem, in the order of the file: `<file>:<line>: <key>: <text>`."""
    return tuple(
        f"{file}:{problem.line}: {f'{problem.key}: ' if problem.key else ''}{problem.text}"
        for problem in sorted(set(problems))
    )


def _sentence(
    kind: str, location: Location, detail: Mapping[str, Any], model: type[BaseModel]
) -> str:
    value, key = detail["input"], str(location[-1]) if location else ""
    if kind == "missing":
        return f"missing; {MISSING.get(key, 'add it')}"
    if kind == "extra_forbidden":
        known = tuple(_model_at(model, location[:-1]).model_fields)
        return f"unknown key {shown(key)}; {suggestion(key, known)}"
    if kind == "literal_error":
        known = tuple(re.findall(r"'([^']*)'", detail["ctx"]["expected"]))
        noun = NOUNS.get(key, "value here")
        return f"{shown(value)} is not a known {noun}; {suggestion(str(value), known)}"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind in WANTED:
        return f"{shown(value)} is not {WANTED[kind]}"
    return str(detail["msg"])


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel]:
    """Find the model that a place in the document is checked against."""
    for part in location:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        if field is not None:
            model = next(_models_in(field.annotation), model)
    return model


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
