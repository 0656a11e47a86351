"""Sound rows of statistics and logs of websites, of Fullstory and of Heap."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

Row = dict[str, Any]

PAGES: Final = ("/", "/pricing", "/docs/start", "/app/reports/7", "/größe", "/#/settings")


def _matomo(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    page = f"app.example{chance.choice(PAGES)}"
    what = ("1", "2", "3", "8", "10")[number % 5]
    return {
        "idlink_va": str(number),
        "server_time": at.strftime("%Y-%m-%d %H:%M:%S"),
        "idvisit": str(number // 9),
        "idvisitor": f"d{person}",
        "user_id": person,
        "idpageview": f"v{number // 3}",
        "url": f"{page}/files/a.csv" if what == "3" else page,
        "url_prefix": "2",
        "type": what,
        "url_ref": page,
        "url_prefix_ref": "2",
        "name": "Prices",
        "event_category": "Report" if what == "10" else None,
        "event_action": "opened" if what == "10" else None,
        "custom_float": "1.5",
        "location_country": "ch",
        "plan": chance.choice(("free", "pro")),
    }


def _umami(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "event_id": f"e{number}",
        "created_at": at.strftime("%Y-%m-%d %H:%M:%S"),
        "event_type": str(1 + number % 5),
        "event_name": ("", "Signed up")[number % 2],
        "session_id": f"d{person}",
        "visit_id": f"s{number // 9}",
        "distinct_id": person,
        "hostname": "app.example",
        "url_path": chance.choice(PAGES[:4]),
        "url_query": "q=1",
        "page_title": "Prices",
        "referrer_domain": "news.example",
        "tag": "b",
        "country": "CH",
        "plan": chance.choice(("free", "pro")),
    }


def _umami_heatmap(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    top = chance.randrange(2000)
    return {
        "heatmap_event_id": f"h{number}",
        "created_at": at.strftime("%Y-%m-%d %H:%M:%S"),
        "event_type": str(1 + number % 2),
        "session_id": f"d{person}",
        "visit_id": f"s{number // 9}",
        "url_path": chance.choice(PAGES[:4]),
        "x": 20,
        "y": 30,
        "page_x": 20,
        "page_y": top + 30,
        "page_w": 1440,
        "page_h": 3000,
        "viewport_w": 1440,
        "viewport_h": 900,
        "scroll_pct": chance.randrange(101),
    }


def _goatcounter(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    is_event = number % 4 == 3
    return {
        "2Path": "signed-up" if is_event else chance.choice(PAGES[:4]),
        "Title": "Prices",
        "Event": "true" if is_event else "false",
        "UserAgent": "Mozilla/5.0",
        "Session": f"s{person}",
        "Bot": "0",
        "Referrer": "news.example/today",
        "Referrer scheme": "h",
        "Screen size": "1440,900,1",
        "Location": "CH-ZH",
        "Date": at.isoformat(),
        "plan": chance.choice(("free", "pro")),
    }


def _request(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "address": "203.0.113.7",
        "time": at.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "user": person,
        "url": chance.choice(PAGES[:4]),
        "referrer_url": "https://app.example/",
        "agent": f"Mozilla/5.0 ({number})",
    }


def _balanced(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "address": "203.0.113.7",
        "time": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "url": chance.choice(PAGES[:4]),
        "agent": f"Mozilla/5.0 ({person})",
    }


def _w3c(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "date": at.strftime("%Y-%m-%d"),
        "time": at.strftime("%H:%M:%S"),
        "cs-method": "GET",
        "cs-uri-stem": chance.choice(PAGES[:4]),
        "cs-uri-query": "q=1",
        "c-ip": "203.0.113.7",
        "cs-username": person,
        "sc-status": "200",
        "cs-host": "app.example",
        "cs(User-Agent)": f"Mozilla/5.0 ({number})",
        "cs(Referer)": "https://news.example/today",
    }


def _fullstory(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    kinds = ("navigate", "click", "change", "identify", "custom", "exception")
    return {
        "event_id": f"e{number}",
        "event_time": at.isoformat(),
        "processed_time": at.isoformat(),
        "device_id": f"d{person}",
        "session_id": f"s{number // 9}",
        "view_id": f"v{number // 3}",
        "event_type": kinds[number % 6],
        "event_properties": {
            "target": {"text": "Go", "raw_selector": "main > button#go"},
            "user_id": person,
            "user_properties": {"plan": chance.choice(("free", "pro"))},
            "event_name": "Signed up",
            "amount": 3,
        },
        "source_properties": {
            "url": {"full_url": f"https://app.example{chance.choice(PAGES)}"},
            "user_agent": {"raw_user_agent": "Mozilla/5.0"},
            "location": {"country": "CH"},
        },
    }


def _heap(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    is_view = number % 3 == 0
    return {
        "event_id": number,
        "time": int(at.timestamp() * 1000),
        "folder name": "pageviews" if is_view else "choose_a_plan",
        "type": None if is_view else ("click", "change", "submit")[number % 3],
        "user_id": person,
        "session_id": number // 9,
        "from_user_id": None,
        "to_user_id": None,
        "domain": "app.example",
        "path": chance.choice(PAGES[:4]),
        "query": "?q=1",
        "hash": "",
        "title": "Prices",
        "referrer": "https://news.example/today",
        "target_text": "Choose Pro",
        "href": "/checkout",
        "hierarchy": "body main section a.btn",
        "country": "Switzerland",
        "plan": chance.choice(("free", "pro")),
    }


def _clarity(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    """A sum of Clarity's of a day."""
    metrics = ("Traffic", "ScrollDepth", "EngagementTime", "RageClickCount", "Dead Click Count")
    return {
        "date": f"{at:%Y-%m-%d}",
        "by": ("all", "device", "page")[number % 3],
        "metric": metrics[number % 5],
        "url": f"https://app.example{chance.choice(PAGES)}?q={person}",
        "device": "PC",
        "totalsessioncount": str(number),
        "totalbotsessioncount": "1",
        "distinctusercount": str(number),
        "pagespersessionpercentage": 1.5,
        "sessionscount": str(number),
        "sessionswithmetricpercentage": 12.5,
        "subtotal": "3",
        "averagescrolldepth": 45.5,
        "totaltime": "120",
        "activetime": "61",
    }


WEBSITES: Final[Mapping[str, Callable[[random.Random, int, str, datetime], Row]]] = {
    "matomo": _matomo,
    "umami": _umami,
    "umami_heatmaps": _umami_heatmap,
    "goatcounter": _goatcounter,
    "clarity": _clarity,
    "access_log": _request,
    "alb_log": _balanced,
    "w3c_log": _w3c,
    "fullstory": _fullstory,
    "heap": _heap,
}
