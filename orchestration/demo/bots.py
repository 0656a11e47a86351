"""Crawlers and monitors: page views without a pointer, which must not count as use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orchestration.demo.chance import Chance
from orchestration.demo.days import DAY_MS, Calendar, midnight_ms
from orchestration.demo.devices import APP_DEVICES, new_device
from orchestration.demo.layouts import layout_of
from orchestration.demo.page_views import PageView
from orchestration.demo.people import PLACES
from orchestration.demo.visits import Visit

# (user agent, pages a day in the full demo, page)
BOTS = (
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", 8,
     "/app/onboarding/1"),
    ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", 4,
     "/app/onboarding/1"),
    ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", 5, "/app/reports/:id"),
    ("Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "HeadlessChrome/156.0.0.0 Safari/537.36", 12, "/app/dashboard"),
)  # fmt: skip


def bot_visits(calendar: Calendar, chance: Chance, *, scale: float) -> Iterator[Visit]:
    """The page views of every bot, day after day."""
    for user_agent, per_day, page in BOTS:
        device = new_device(chance, APP_DEVICES)
        device = replace(device, browser=device.browser._replace(user_agent=user_agent))
        layout = layout_of(page, device.band)
        for day in calendar.all_days():
            for _ in range(max(1, round(per_day * scale))):
                at = midnight_ms(day) + chance.whole(0, DAY_MS - 1)
                path = page.replace(":id", str(1000 + chance.whole(21, 900)))
                view = PageView(layout, device, path, "", "", at, at + 300, is_identified=False)
                yield Visit(None, device, chance.weighted(PLACES), [view], is_bot=True)
