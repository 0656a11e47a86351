"""What a build is made of, and installations of which one thing is another."""

from dataclasses import replace
from pathlib import Path

from orchestration.installation import Installation
from orchestration.models import last_build


def made_of(at: Installation) -> str:
    with at.warehouse.books() as books:
        return last_build.made_of(books, at, "the project")


def changed(at: Installation, what: str, folder: Path) -> Installation:
    """The installation with other settings of one kind."""
    rule, settings = folder / "releases.csv", at.settings
    rule.write_text("name,released_on\n")
    other_file = folder / "other.yaml"
    other_file.write_text(settings.source.read_text() + "\n# looked at\n")
    new: dict[str, Installation] = {
        "nothing": at,
        "time zone": replace(at, environment=replace(at.environment, timezone="Asia/Tokyo")),
        "a threshold": replace(at, settings=replace(settings, vars={"minimum_users": 2})),
        "rules": replace(at, settings=replace(settings, rules={"releases": rule})),
        "a picture of a page": replace(at, settings=replace(settings, screenshots=folder)),
        "the exports file": replace(at, settings=replace(settings, source=other_file)),
    }
    return new[what]
