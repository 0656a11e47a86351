"""What `heatmaps check` says of a few files of an export, before any night."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestration.cli.checks import Finding, check_installation
from orchestration.installation import Installation
from orchestration.storage import sample
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.orchestration.storage.vendor_folder import Vendor

SECRET = "Eve Adams"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """Findings of an export of two days, with one word without a kind and three broken lines."""
    at = export.installation(tmp_path_factory.mktemp("check"))
    view = event(moment(0, "10:00:00"), "page_view", plan="pro")
    clicks = [event(moment(0, f"10:00:{n}"), user=f"u{n}", x=40 * n) for n in (10, 20, 30)]
    export.deliver(at, "day-0", [view, *clicks], export.BAD_LINES)
    other = event(moment(1, "10:00:00"), "checkout", width=None)
    named = {"id": "y", "at": SECRET, "kind": "click"}
    export.deliver(at, "day-1", [other, named])
    return check_installation(at)


def facts(found: list[Finding]) -> dict[str, str]:
    (one,) = [dict(finding.facts) for finding in found if finding.facts]
    return one


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("sample", "2 of 2 files, 2 kB, 9 lines, 5 accepted"),
        ("kinds", "3 click, 1 custom, 1 page_view"),
        ("people", "4, named by 100 % of events"),
        ("pages", "1, on no host (5)"),
        ("clicks", "100 % with coordinates, 100 % with a viewport size, 100 % with an element"),
        ("viewport", "1,200 to 1,200 px wide"),
        (
            "times",
            "2026-02-25 10:00 to 2026-02-26 10:00 UTC; those without a zone are read as UTC",
        ),
    ],
)
def test_a_sample_says_what_will_come(name: str, fact: str, found: list[Finding]) -> None:
    assert facts(found)[name] == fact


def test_a_sample_says_which_share_of_lines_has_a_column(found: list[Finding]) -> None:
    columns = facts(found)["columns"].split(", ")

    assert {"id 100 %", "x 60 %", "width 80 %", "depth 0 %", "plan 20 %"} <= set(columns)


def test_a_reason_of_the_quarantine_has_a_place_a_shape_and_a_hint(found: list[Finding]) -> None:
    assert facts(found)["2 bad_time"] == (
        "line 2 of 'day-0.jsonl', event_at like aaaaaaaaa; give the time its unit: or format:"
    )
    assert "1 not_json" in facts(found)


def test_nothing_that_a_line_says_of_a_person_is_shown(found: list[Finding]) -> None:
    assert SECRET not in repr(found)


def test_what_is_missing_is_advice_as_long_as_something_comes(found: list[Finding]) -> None:
    assert [finding for finding in found if "'checkout' (1)" in finding.text and finding.remedy]
    assert [finding for finding in found if finding.is_problem] == []


def hosts(at: Installation, *urls: str) -> list[Finding]:
    """Findings of an export with these hosts."""
    rows = [event(moment(0, f"10:00:{n + 10}"), url=url) for n, url in enumerate(urls)]
    export.deliver(at, "day", rows)
    return [finding for finding in check_installation(at) if "of events" in finding.text]


@pytest.fixture
def with_urls(tmp_path: Path) -> Installation:
    (one,) = export.SETTINGS["exports"]
    columns: dict[str, Any] = {**export.COLUMNS, "url": "url"}
    del columns["page"]
    return export.installation(tmp_path, {"exports": [{**one, "columns": columns}]})


def test_a_host_that_hybrid_apps_and_developers_share_is_named(with_urls: Installation) -> None:
    (found,) = hosts(with_urls, "http://localhost/home", "https://example.com/home")

    assert found.text.startswith("web: 50 % of events ")
    assert "localhost" in found.text
    assert "internal_traffic.csv" in found.remedy
    assert not found.is_problem


def test_hosts_of_visitors_need_no_word(with_urls: Installation) -> None:
    assert hosts(with_urls, "https://example.com/home") == []


def test_the_host_most_seen_is_the_one_to_name_until_it_is(with_urls: Installation) -> None:
    urls = ("https://a.example/", "https://b.example/", "https://b.example/x", "http://localhost/")
    export.deliver(
        with_urls, "day", [event(moment(0, f"10:00:{n + 10}"), url=u) for n, u in enumerate(urls)]
    )
    (one,) = with_urls.settings.exports
    named = replace(
        with_urls,
        settings=replace(
            with_urls.settings, exports=(one.model_copy(update={"host": ("?.example",)}),)
        ),
    )

    assert facts(check_installation(with_urls))["pages"] == (
        "4, on b.example (2), a.example (1), localhost (1);"
        " called by host and path, or with host: b.example by their path alone"
    )
    assert facts(check_installation(named))["pages"] == (
        "4, on b.example (2), a.example (1), localhost (1)"
    )


def test_the_last_the_largest_and_the_first_files_are_tried(tmp_path: Path) -> None:
    vendor = Vendor(tmp_path)
    for number in range(20):
        vendor.write(f"{number:02}.csv", "x" * (500 if number in (7, 9) else 1 + number))

    tried, _ = sample(vendor.export(), folder=tmp_path, base=tmp_path)

    assert [file.path for file in tried] == ["00.csv", "07.csv", "09.csv", "18.csv", "19.csv"]


def test_an_export_without_an_event_is_a_problem(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    export.deliver(at, "day", [{}])

    problems = [finding.text for finding in check_installation(at) if finding.is_problem]

    assert "web: it has no event" in problems
