"""Snowplow's events as Parquet are the same events as the enriched ones that they were made of."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.orchestration.decoding import snowplow_lake
from tests.orchestration.decoding.case import Warehouse, decoded_whole

COLUMNS = """
    vendor_event_id, event_at, received_at, kind, event_name, user_id, anonymous_id,
    vendor_session_id, vendor_page_view_id, url_host, url_path, url_query, page_title,
    referrer_host, element_tag, element_id, element_classes, element_text, element_href,
    element_x, element_y, element_width, element_height, viewport_width, viewport_height,
    document_width, document_height, scroll_max, traits, is_bot
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, Warehouse]:
    """The same events from lines and from Parquet."""
    root = tmp_path_factory.mktemp("snowplow")
    enriched = list(snowplow_lake.files())
    parquet = [root / f"{number}.parquet" for number, _ in enumerate(enriched)]
    for lines, file in zip(enriched, parquet, strict=True):
        snowplow_lake.written(lines, file)
    traits = ("plan", "role")
    return (
        decoded_whole(root, "lines", enriched, format="snowplow", traits=traits),
        decoded_whole(root, "lake", parquet, format="snowplow", traits=traits),
    )


def test_parquet_has_the_same_events_as_the_lines(both: tuple[Warehouse, Warehouse]) -> None:
    lines, lake = (one.ask(f"select {COLUMNS} from events order by all") for one in both)

    assert lake == lines
    assert len(lines) > 1000


def test_everything_that_entities_and_events_tell_is_there(
    both: tuple[Warehouse, Warehouse],
) -> None:
    ((told,),) = both[1].ask(
        "select [count(vendor_page_view_id), count(element_id), count(element_classes),"
        " count(element_href), count(element_x), count(traits), count(properties)] from events"
    )

    assert min(told) > 0


def test_a_custom_event_keeps_what_it_says(both: tuple[Warehouse, Warehouse]) -> None:
    query = (
        "select vendor_event_id, properties from events"
        " where kind = 'custom' and properties is not null order by all"
    )

    lines, lake = ({event: json.loads(text) for event, text in one.ask(query)} for one in both)

    assert lines.keys() == lake.keys()
    named = {event: snowplow_lake.snaked(said) for event, said in lines.items()}
    # a struct has all fields that any event of its kind has
    assert {
        event: {name: value for name, value in said.items() if value is not None}
        for event, said in lake.items()
    } == named


def test_a_bot_and_a_person_of_an_app_are_told_by_their_entities(tmp_path: Path) -> None:
    """Names as the loaders write them, with all of a schema's version too."""
    file = tmp_path / "events.parquet"
    duckdb.sql("""
        select
            'e1' as event_id, 'unstruct' as event, 'screen_view' as event_name,
            timestamp '2026-11-16 10:00:00' as collector_tstamp,
            timestamp '2026-11-16 10:00:00' as derived_tstamp,
            [{'spider_or_robot': true}] as contexts_com_iab_snowplow_spiders_and_robots_1,
            [{'user_id': 'phone1', 'session_id': 's1'}]
                as contexts_com_snowplowanalytics_snowplow_client_session_1_0_2,
            [{'plan': 'pro', 'user_id': 'u7', '_schema_version': '1-0-0'}]
                as contexts_com_example_person_1,
            {'name': 'Home'} as unstruct_event_com_snowplowanalytics_mobile_screen_view_1
    """).write_parquet(str(file))
    warehouse = Warehouse(tmp_path)

    warehouse.decode(file, path="events.parquet", format="snowplow", traits=("plan", "user_id"))

    assert warehouse.one("kind, url_path, is_bot, vendor_session_id, traits") == (
        *("page_view", "Home", True, "s1", '{"plan":"pro","user_id":"u7"}'),
    )
    assert warehouse.one("anonymous_id is not null") == (True,)
