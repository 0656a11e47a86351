"""Rules of every kind, with the letters that have a meaning in patterns and in literals of SQL."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

RULES: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "features": [
        ("feature", "url_template", "element_key", "event_name"),
        ("shop", "/shop*", "", ""),
        ("docs by number", "/docs/[0-9:]*", "", ""),
        ("one letter (?)", "/?", "", ""),
        ("C++ & co.", "/c++/(x|y)/*", "", ""),
        ("o'brien \\d", "/o'brien/\\\\d", "", ""),
        ("buy", "", "*buy*", ""),
        ("pay in the shop", "/shop/*", "#pay*", "$autocapture"),
        ("signed up", "", "", "signed?up"),
        ("till", "/till", "", ""),
        ("hush", "/hush", "", ""),
        ("everything", "*", "", ""),
        ("another host", "*.shop.example*", "", ""),
    ],
    "goals": [
        (
            "goal",
            "url_template",
            "element_key",
            "event_name",
            "value_property",
            "target_rate",
            "target_date",
        ),
        ("shopped", "/shop*", "", "", "", "0.5", "2026-12-31"),
        ("bought", "", "*buy*", "", "", "", ""),
        ("signed up", "", "", "signed?up", "price", "0.1", ""),
    ],
    "funnels": [
        (
            "funnel",
            "step",
            "step_name",
            "url_template",
            "element_key",
            "event_name",
            "is_open",
            "window_minutes",
        ),
        ("sign up", "1", "it's \\ a shop", "/shop*", "", "", "", ""),
        ("sign up", "2", "clicked", "", "*", "", "", ""),
        ("sign up", "3", "done", "", "", "signed?up", "", ""),
        ("around midnight", "1", "one", "*", "", "", "", "1440"),
        ("around midnight", "2", "two", "/docs*", "", "", "", ""),
        ("around midnight", "3", "three", "*", "", "", "", ""),
        ("any way", "1", "cart", "/shop/*", "", "", "true", "5"),
        ("any way", "2", "sign", "", "", "signed?up", "", ""),
    ],
    "expectations": [
        ("feature", "segment", "expected_rate", "tolerance"),
        ("shop", "all", "0.9", "0.1"),
        ("everything", "", "1", "0.5"),
        ("nobody's", "all", "0.5", ""),
        ("shop", "plan=pro", "0.1", ""),
    ],
    "releases": [
        ("release", "release_date", "feature"),
        ("it's \\ new", "2026-02-26", "shop"),
        ("everywhere", "2026-02-27", ""),
    ],
    "holidays": [("holiday", "holiday_date", "country"), ("Ключ-Tag", "2026-03-01", "DE")],
    "segments": [
        ("attribute", "value", "source"),
        ("plan", "*", ""),
        ("a/b~c", "*", ""),
        ("it's", "*", "trait"),
        ("ключ", "да", ""),
        ("band", "*", ""),
        ("country", "DE", ""),
        ("referrer_host", "*", ""),
        ("flag", "*", "property"),
        ("host", "*", "session"),
        ("entry_page", "*", "session"),
        ("returning", "*", "session"),
        ("lifecycle", "*", "session"),
        ("friction_hit", "*", "session"),
    ],
    "experiments": [
        ("experiment", "attribute", "source", "control", "goal", "first_day", "last_day"),
        ("a flag", "$feature/it's", "property", "control", "shopped", "2026-02-20", "2026-03-20"),
        ("a flag", "$feature/it's", "property", "control", "bought", "2026-02-20", "2026-03-20"),
        ("a plan", "plan", "trait", "free", "shopped", "2026-02-20", "2026-03-20"),
    ],
    "comparisons": [
        ("compared_with", "segment", "feature", "band"),
        ("the rest", "*", "it's", ""),
        ("plan=pro", "plan=free", "", "phone"),
    ],
    "url_templates": [
        ("pattern", "template", "priority"),
        ("*/step/[0-9]", "*", "100"),
        ("/shop/[!c]*", "/shop/:thing", "10"),
        ("/shop/*", "/shop/:any", "20"),
        ("/a.b/$*", "/a.b/:money", "20"),
        ("/users/?", "/users/:letter", "20"),
        ("/users/[!a]?", "/users/:two", "20"),
        ("/\\*[[]*", "/star", "20"),
        ("*.shop.example:8080/docs/*", "the manual", "5"),
    ],
    "bots": [("pattern", "name"), ("*testbot/?.[0-9]*", "Test"), ("*(probe+*", "O'Probe \\ Co")],
    "internal_traffic": [
        ("field", "pattern"),
        ("url_host", "*.local"),
        ("user_agent", "*[[]staff]*"),
        ("traits", '*"plan":"staff*'),
    ],
    "viewport_bands": [
        ("band", "min_width", "max_width", "drawn_width"),
        ("phone", "1", "480", "390"),
        ("desktop", "481", "1680", "1440"),
    ],
}


def write_rules(project: Path) -> None:
    """Put the rules into the seeds of the dbt project at `project`."""
    for name, rows in RULES.items():
        with (project / "seeds" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
