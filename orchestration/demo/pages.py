"""All pages of the demo product, at every band, before and after the release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from orchestration.demo import (
    pages_automations,
    pages_home,
    pages_onboarding,
    pages_reading,
    pages_reports,
    pages_settings,
    pages_site,
)
from orchestration.demo.layout import BANDS, Band, Layout

APP_HOST = "app.lumen-demo.example"
SITE_HOST = "www.lumen-demo.example"

APP_PAGES: Mapping[str, Callable[[Band], Layout]] = {
    "/app/dashboard": pages_home.dashboard,
    "/app/reports": pages_reports.reports,
    "/app/reports/:id": pages_reports.report,
    "/app/boards/:id": pages_home.board,
    "/app/automations": pages_automations.automations,
    "/app/settings/billing": pages_settings.billing,
    "/app/settings/team": pages_settings.team,
    "/app/onboarding/1": pages_onboarding.workspace,
    "/app/onboarding/2": pages_onboarding.data_source,
    "/app/onboarding/3": pages_onboarding.invite,
}
SITE_PAGES: Mapping[str, Callable[[Band], Layout]] = {
    "/": pages_site.home,
    "/pricing": pages_site.pricing,
    "/blog/:id": pages_reading.post,
    "/docs/:id": pages_reading.docs,
}

PAGES = {**APP_PAGES, **SITE_PAGES}


@cache
def layout(page: str, band: Band, *, is_released: bool = True) -> Layout:
    """The page as it is after the release of day 8, or as it was before."""
    if page == "/app/reports":
        return pages_reports.reports(band, is_released=is_released)
    return PAGES[page](band)


def all_layouts() -> list[Layout]:
    """Every page at every band, as it is at the end of the demo."""
    return [layout(page, band) for page in PAGES for band in BANDS]
