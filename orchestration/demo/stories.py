"""What is planted in the demo; `stories.md` has the queries that find it again."""

from __future__ import annotations

from orchestration.demo.chance import Chance
from orchestration.demo.days import DAY_MS, Calendar, midnight_ms
from orchestration.demo.layouts import layout_of
from orchestration.demo.page_views import PageView, burst, press
from orchestration.demo.visits import Visit

# a) A broken button: pressed in bursts, without effect. Not shown on phones.
EXPORT_ATTEMPTS = 0.17  # of the views of a report on tablet, desktop and wide
SECOND_BURST = 0.3

# b) A gallery far below the fold: those who see it press a lot.
GALLERY_EXTRA_CLICKS = 2.0

# c) A step that loses people: share that completes step 1, 2 and 3, by band.
STEP_COMPLETION = {
    "phone": (0.93, 0.55, 0.96),
    "tablet": (0.93, 0.76, 0.96),
    "desktop": (0.94, 0.88, 0.96),
    "wide": (0.94, 0.88, 0.96),
}

# d) A release moves a button; for some days people still press the old place.
OLD_HABIT = 0.3
OLD_HABIT_FADES = 0.6  # per day

# e) One odd day: a marketing mail to /pricing; most leave at once.
MAIL_VISITS_SHARE = 1.6  # of a usual day's visits
MAIL_BOUNCE = 0.86

# f) Pressed without buying: Upgrade on billing, free plan.
UPGRADE_CLICKS = 0.5  # of the views of billing by people on the free plan
UPGRADE_BUYS = 0.02

# g) An A/B test: half of the people see a banner that invites colleagues.
BANNER_PAGE = "/app/dashboard"
BANNER_INVITES = 0.015  # of the presses on its page by those who see it


def press_for_story(view: PageView, visit: Visit, calendar: Calendar, chance: Chance) -> None:
    """The presses in a view of the app that belong to a story, if its page has one."""
    match view.layout.page:
        case "/app/reports/:id":
            _export(view, chance)
        case "/app/reports":
            _old_place(view, calendar, chance)
        case "/app/automations":
            _gallery(view, chance)
        case "/app/settings/billing":
            _upgrade(view, visit, chance)


def _export(view: PageView, chance: Chance) -> None:
    """Story a: the button does nothing, so it is pressed again and again."""
    button = view.layout.elements.get("export-csv")
    if button is None or not chance.happens(EXPORT_ATTEMPTS):
        return
    last = burst(view, button, view.left_at, chance)
    if chance.happens(SECOND_BURST):
        last = burst(view, button, last.at + chance.whole(3500, 9000), chance)
    view.left_at = last.at + chance.whole(1500, 7000)


def _gallery(view: PageView, chance: Chance) -> None:
    """Story b: whoever gets down to the templates presses several."""
    first = view.layout.elements["use-template-1"]
    if view.sees(first):
        view.left_at += chance.whole(8_000, 40_000)
        while chance.happens(GALLERY_EXTRA_CLICKS / (1 + GALLERY_EXTRA_CLICKS)):
            number = chance.whole(1, 8)
            template = view.layout.elements[f"use-template-{number}"]
            if view.sees(template):
                at = chance.whole(view.left_at - 7_000, view.left_at)
                click = press(view, template, at, chance)
                click.outcome = "automation_created" if chance.happens(0.4) else ""


def _old_place(view: PageView, calendar: Calendar, chance: Chance) -> None:
    """Story d: after the release, some still press where New report used to be."""
    days = (view.at - midnight_ms(calendar.release_day)) / DAY_MS
    if days >= 0 and chance.happens(OLD_HABIT * OLD_HABIT_FADES**days):
        before = layout_of("/app/reports", view.device.band, is_released=False)
        element = view.layout.elements["page-head"]
        at = chance.whole(view.at + 700, max(view.left_at, view.at + 900))
        click = press(view, before.elements["new-report"], at, chance)
        click.element, click.is_dead = element, True


def _upgrade(view: PageView, visit: Visit, chance: Chance) -> None:
    """Story f: people on the free plan press Upgrade and then do not buy."""
    if visit.person and visit.person.plan == "free" and chance.happens(UPGRADE_CLICKS):
        click = press(view, view.layout.elements["upgrade-pro"], view.left_at, chance)
        bought = chance.happens(UPGRADE_BUYS)
        click.outcome = "subscription_upgraded" if bought else "checkout_opened"
        view.left_at += chance.whole(2_000, 30_000)
