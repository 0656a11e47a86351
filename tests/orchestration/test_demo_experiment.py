"""The rows of the demo's A/B test."""

import json
import uuid

from orchestration.demo.stories import BANNER_INVITES
from orchestration.demo.vendors.posthog_events import EventRow
from orchestration.demo.vendors.posthog_experiment import experiment_rows


def test_everybody_is_told_of_a_variant_once_and_only_those_who_see_the_banner_follow_it() -> None:
    told = [
        EventRow(str(uuid.UUID(int=n)), event, who, who, properties, "{}", "chain", 500 - n, 2, 3)
        for n in range(400)
        for event in ("$pageview", "$autocapture")
        for who in ("ann", "bert", "carl")
        for properties in (
            '{"$is_identified":true,"$pathname":"/app/dashboard","$event_type":"click"}',
            '{"$is_identified":true,"$pathname":"/app/reports","$event_type":"click"}',
            '{"$is_identified":false,"$pathname":"/app/dashboard","$event_type":"click"}',
        )
    ]

    found = list(experiment_rows(told, invites=BANNER_INVITES))

    flags = [row for row in found if row.event == "$feature_flag_called"]
    sent = [row for row in found if row.event == "invitation_sent"]
    variants = {row.distinct_id: json.loads(row.properties) for row in flags}
    assert len(found) == len(flags) + len(sent)
    assert sent
    assert sorted(row.distinct_id for row in flags) == ["ann", "bert", "carl"]
    assert {row.timestamp for row in flags} == {101}
    assert {variants[row.distinct_id]["$feature_flag_response"] for row in sent} == {"test"}
    assert all("$event_type" not in json.loads(row.properties) for row in [*flags, *sent])
    assert {row.elements_chain for row in [*flags, *sent]} == {""}
    assert list(experiment_rows(told, invites=0)) == [row for row in found if row in flags]
