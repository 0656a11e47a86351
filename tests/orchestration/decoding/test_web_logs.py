"""Logs of IIS, CloudFront and Amazon's load balancer: the same page views as of any web server."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.orchestration.decoding.case import Warehouse
from tests.real_data import FIXTURES

LOGS = FIXTURES / "web_logs"
MONDAY = datetime(2026, 11, 16, 9)
MIDNIGHT = datetime(2026, 11, 16, 23, 59, 59)
TUESDAY = datetime(2026, 11, 17, 0, 30)

VIEWS: dict[str, list[Any]] = {
    "iis": [
        (5, MONDAY, None, "/pricing", "ref=mail", "news.example", False),
        (7, MIDNIGHT, None, "/Reports/Default.aspx", None, None, True),
        (13, TUESDAY, None, "/docs/", None, None, False),
    ],
    "cloudfront": [
        (3, MONDAY, "www.lumen.example", "/pricing", "plan=pro", "news.example", False),
        (5, datetime(2026, 11, 16, 9, 0, 20), "www.lumen.example", "/docs/start.html")
        + (None, None, False),
    ],
    "alb": [
        (1, MONDAY.replace(microsecond=186641), "www.lumen.example", "/pricing", "plan=pro")
        + (None, False),
        (2, MIDNIGHT.replace(microsecond=970000), "www.lumen.example", "/app/reports")
        + (None, None, False),
    ],
}
OTHERS = {
    "iis": {6: "left_out", 8: "left_out", 14: "left_out", 15: "ended_early"},
    "cloudfront": {4: "left_out", 6: "left_out"},
    "alb": {3: "left_out", 4: "left_out", 5: "left_out"},
}
AGENTS = {
    "iis": {
        "Mozilla/5.0 (Windows NT 10.0; Win64)",
        "Googlebot/2.1 ( http://www.google.com/bot.html)",  # a + and a space are the same to IIS
    },
    "cloudfront": {
        "Mozilla/5.0 (Windows NT 10.0; Win64)",
        "Mozilla/4.0 (compatible; MSIE 5.0b1; Mac_PowerPC)",
    },
    "alb": {'Mozilla/5.0 (X11; \\"odd\\") Chrome/141.0', "curl/7.46.0"},
}


def settings(name: str) -> dict[str, Any]:
    return {"format": "alb_log" if name == "alb" else "w3c_log", "timezone": "Europe/Zurich"}


def cloudfront_rows() -> list[dict[str, str]]:
    """CloudFront's lines by the names of their fields, as its logs of version 2 have them."""
    version, fields, *lines = (LOGS / "cloudfront.log").read_text().splitlines()
    names = fields.removeprefix("#Fields: ").split()
    assert version.startswith("#Version")
    return [
        {"DistributionId": "EDFDVBD6EXAMPLE", **dict(zip(names, line.split("\t"), strict=True))}
        for line in lines
    ]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.mark.parametrize("name", VIEWS)
def test_requests_of_pages_are_page_views_and_all_others_are_counted(
    name: str, warehouse: Warehouse
) -> None:
    decoded = warehouse.decode(LOGS / f"{name}.log", path=f"{name}.log", **settings(name))

    found = warehouse.ask(
        "select line_number, event_at, nullif(url_host, ''), url_path, nullif(url_query, ''),"
        " nullif(referrer_host, ''), user_id is not null from events order by 1"
    )
    assert found == VIEWS[name]
    assert {line: reason for line, reason, _ in warehouse.rejected()} == OTHERS[name]
    assert decoded.line_count == len(VIEWS[name]) + len(OTHERS[name])


@pytest.mark.parametrize("name", VIEWS)
def test_browsers_have_the_names_that_they_sent(name: str, warehouse: Warehouse) -> None:
    warehouse.decode(LOGS / f"{name}.log", path=f"{name}.log", **settings(name))

    found = warehouse.ask("select user_agent, count(distinct anonymous_id) from events group by 1")
    assert dict(found) == dict.fromkeys(AGENTS[name], 1)


def test_a_request_of_cloudfront_is_known_by_its_id_and_of_others_by_its_line(
    warehouse: Warehouse,
) -> None:
    for name in ("iis", "cloudfront", "alb"):
        for path in (f"{name}.log", f"again/{name}.log"):
            warehouse.decode(LOGS / f"{name}.log", path=path, name=name, **settings(name))

    counts = "select export, count(*), count(distinct event_id) from events group by 1 order by 1"
    assert warehouse.ask(counts) == [("alb", 4, 2), ("cloudfront", 4, 2), ("iis", 6, 3)]


def test_a_log_of_another_kind_is_refused_and_says_why(warehouse: Warehouse) -> None:
    apache = FIXTURES / "access_log" / "access.log"
    other = b"#Fields: date time c-ip\n2026-11-16 09:00:00 203.0.113.7\n"

    without_names = warehouse.decode(apache, path="access.log", **settings("iis"))
    without_path = warehouse.decode(other, path="other.log", **settings("iis"))

    assert without_names.problem == "none of its first lines begins with '#Fields:'"
    assert without_path.problem == (
        "no row has 'cs-method', 'cs-uri-stem', 'sc-status'; there are: date, time, c-ip"
    )
    assert warehouse.files() == {}


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_cloudfronts_logs_of_version_2_are_the_same_page_views(
    form: str, warehouse: Warehouse, tmp_path: Path
) -> None:
    """JSON has the names of the text, Parquet underscores in the place of all signs; Athena, for
    which its columns are documented, does not tell capitals.
    """
    rows = cloudfront_rows()
    file = tmp_path / f"log.{form}"
    if form == "jsonl":
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        names = {name: re.sub(r"\W+", "_", name).strip("_") for name in rows[0]}
        told = [{names[name]: value for name, value in row.items()} for row in rows]
        pl.DataFrame(told).write_parquet(file)
    columns = (
        "vendor_event_id, event_at, anonymous_id, url_host, url_path, url_query, referrer_host,"
        " user_agent"
    )
    warehouse.decode(LOGS / "cloudfront.log", path="log", name="text", **settings("cloudfront"))
    warehouse.decode(file, path=file.name, name=form, **settings("cloudfront"))

    text, found = (
        warehouse.ask(f"select {columns} from events where export = '{name}' order by all")
        for name in ("text", form)
    )
    left_out = warehouse.ask("select export, count(*) from rejects group by all order by all")

    assert found == text
    assert (len(text), left_out) == (2, sorted([(form, 2), ("text", 2)]))
