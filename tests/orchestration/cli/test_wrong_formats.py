"""`heatmaps check` says of a file of another format what it is, or what it lacks."""

import shutil
from pathlib import Path

from orchestration.cli.checks import check_installation
from tests.end_to_end import events_export as export
from tests.real_data import FIXTURES

UMAMI = FIXTURES / "umami" / "website_event.csv"
APACHE = FIXTURES / "access_log" / "access.log"
ALB = FIXTURES / "web_logs" / "alb.log"
GA4 = FIXTURES / "ga4" / "events_20261116.jsonl"
FULLSTORY = FIXTURES / "fullstory" / "events.jsonl"
WRONG = {
    "matomo": (UMAMI, "it is of Umami's events, not of Matomo's actions"),
    "umami": (FULLSTORY, "it is of Fullstory's events, not of Umami's events"),
    "umami_heatmaps": (UMAMI, "it is of Umami's events, not of Umami's heatmaps"),
    "goatcounter": (UMAMI, "it is of Umami's events, not of GoatCounter's pageviews"),
    "w3c_log": (APACHE, "none of its first lines begins with '#Fields:'"),
    "alb_log": (APACHE, "none of its lines is of a load balancer's requests"),
    "access_log": (ALB, "none of its lines is of a web server's requests"),
    "posthog_persons": (GA4, "it is of Google Analytics' events, not of PostHog's persons"),
    "mixpanel_profiles": (UMAMI, "it is of Umami's events, not of Mixpanel's profiles"),
    "clarity": (UMAMI, "it is of Umami's events, not of Microsoft Clarity's sums"),
    "heap": (UMAMI, "it is of Umami's events, not of Heap's events"),
    "fullstory": (GA4, "it is of Google Analytics' events, not of Fullstory's events"),
}
"""A file that is not of the format, and what is said of it."""


def test_a_file_of_another_format_is_explained(tmp_path: Path) -> None:
    exports = [{"name": name, "format": name, "url": f"{name}/"} for name in WRONG]
    at = export.installation(tmp_path, {"exports": exports})
    for name, (file, _) in WRONG.items():
        (tmp_path / name).mkdir()
        shutil.copy(file, tmp_path / name)

    found = [finding.text for finding in check_installation(at) if finding.is_problem]

    unexplained = {
        name: told
        for name, (_, told) in WRONG.items()
        if not any(name in text and told in text for text in found)
    }
    assert unexplained == {}, "\n".join(found)
