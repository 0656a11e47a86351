"""Real files that no decoder knows become events by a mapping, none of their rows lost."""

from pathlib import Path

from tests.orchestration.decoding.case import decoded_whole
from tests.real_data import BESIDE, needs

IWEB, ADSERP, ECOM = (BESIDE / name for name in ("iweb", "adserp", "ecom"))


@needs(IWEB)
def test_iweb_presses_are_all_accounted_for(tmp_path: Path) -> None:
    events = decoded_whole(
        tmp_path,
        "iweb",
        [IWEB / "events.csv"],
        format="table",
        traits=("gender", "age_group"),
        columns={
            "event_at": {"column": "ts_ms", "unit": "ms"},
            "kind": {"column": "event", "values": {"pointerdown": "click"}},
            "user_id": "user_id",
            "vendor_session_id": "session_id",
            "page": "feature",
            "page_x": "x",
            "page_y": "y",
        },
        defaults={"viewport_width": 1200, "viewport_height": 900},
    )

    counts = events.ask("""
        select
            count(*), count(distinct user_id), count(distinct vendor_session_id),
            count(distinct url_path), count(distinct event_date), min(viewport_width)
        from events
    """)
    assert counts == [(12_953, 28, 479, 2, 6, 1200)]
    csv = f"read_csv('{IWEB / 'events.csv'}')"
    for trait in ("gender", "age_group"):
        found = events.ask(f"select traits ->> '{trait}', count(*) from events group by all")
        own = events.ask(f"select {trait}::varchar, count(*) from {csv} group by all")
        assert dict(found) == dict(own)
    assert events.ask("select count(*) from events where page_x < 0 or page_y < 0") == events.ask(
        f"select count(*) from {csv} where x < 0 or y < 0"
    )


@needs(ADSERP)
def test_adserp_scroll_rows_give_the_depth_of_every_trial(tmp_path: Path) -> None:
    events = decoded_whole(
        tmp_path,
        "adserp",
        [ADSERP / "events.csv"],
        format="table",
        columns={
            "event_at": {"column": "ts_ms", "unit": "ms"},
            "kind": {
                "column": "event",
                "values": {
                    "load": "page_view",
                    "scroll": "scroll",
                    "click": "click",
                    "mousemove": "move",
                },
            },
            "user_id": "user_id",
            "vendor_session_id": "session_id",
            "page": "page",
            "page_x": "x",
            "page_y": "y",
            "scroll_top": "y",
            "viewport_width": "viewport_w",
            "viewport_height": "viewport_h",
            "document_width": "doc_w",
            "document_height": "doc_h",
            "element_path": "xpath",
        },
    )

    depths = events.ask("""
        select round(100 * coalesce(
            max(scroll_depth_fraction), max(least(1, viewport_height / document_height))
        ), 1)
        from events group by vendor_session_id order by min(line_number)
    """)
    assert events.ask("select count(*) from events") == [(4_686,)]
    assert [depth for (depth,) in depths] == [
        *(33.6, 51.5, 56.1, 31.4, 63.6),
        *(56.3, 96.8, 51.3, 100.0, 53.9),
    ]
    assert events.ask(
        "select count(*) from events where kind = 'scroll' and page_y is not null"
    ) == [(0,)]
    assert events.ask(
        "select count(*) from events where kind = 'click' and scroll_top is not null"
    ) == [(0,)]


@needs(ECOM)
def test_ecom_events_are_all_accounted_for(tmp_path: Path) -> None:
    events = decoded_whole(
        tmp_path,
        "ecom",
        [ECOM / "ecom.csv"],
        format="table",
        traits=("platform",),
        columns={
            "event_at": "timestamp",
            "kind": {"value": "custom"},
            "event_name": "event",
            "user_id": "user_id",
            "vendor_session_id": "session_id",
        },
    )

    counts = events.ask(
        "select count(*), count(distinct user_id), count(distinct vendor_session_id),"
        " count(distinct event_id) from events"
    )
    assert counts == [(31_106, 600, 3_605, 31_106)]
