"""Browsers and screens: what an SDK reports about the device, with realistic window sizes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from orchestration.demo.chance import Chance
from orchestration.demo.layout import BANDS, PHONE, TABLET, Band

# Running sums of the shares of phone, tablet, desktop and wide (the order of BANDS).
APP_DEVICES = tuple(accumulate((0.19, 0.09, 0.61, 0.11)))
SIGN_UP_DEVICES = tuple(accumulate((0.36, 0.10, 0.47, 0.07)))
SITE_DEVICES = tuple(accumulate((0.36, 0.06, 0.50, 0.08)))
BROWSER_VERSION = 156

# (window width, window height, screen width, screen height, weight)
SCREENS = {
    "phone": ((390, 664, 390, 844, 34), (393, 727, 393, 852, 24), (412, 785, 412, 915, 20),
              (375, 635, 375, 812, 12), (360, 668, 360, 780, 10)),
    "tablet": ((820, 1106, 820, 1180, 50), (768, 954, 768, 1024, 26), (800, 1106, 800, 1280, 24)),
    "desktop": ((1440, 789, 1440, 900, 40), (1536, 730, 1536, 864, 20), (1366, 641, 1366, 768, 14),
                (1280, 720, 1280, 832, 14), (1680, 939, 1680, 1050, 12)),
    "wide": ((1920, 969, 1920, 1080, 78), (1920, 1080, 1920, 1200, 12),
             (2560, 1305, 2560, 1440, 10)),
}  # fmt: skip
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/20.1"


@dataclass(frozen=True)
class Device:
    """One browser profile. `posthog_id` and `mixpanel_id` are the anonymous ids it carries."""

    band: Band
    window: tuple[int, int]
    screen: tuple[int, int]
    os: str
    os_version: str
    model: str
    browser: str
    device_type: str
    user_agent: str
    posthog_id: str
    mixpanel_id: str
    ip: str


def new_device(chance: Chance, shares: tuple[float, ...]) -> Device:
    """Draw a device; `shares` are the running sums over phone, tablet, desktop and wide."""
    band = chance.weighted(BANDS, shares)
    screens = SCREENS[band.name]
    width, height, screen_width, screen_height, _ = chance.weighted(
        screens, tuple(accumulate(weight for *_, weight in screens))
    )
    return Device(
        band,
        (width, height),
        (screen_width, screen_height),
        *_browser(chance, band),
        posthog_id=chance.uuid7(1_790_000_000_000 + chance.whole(0, 4_000_000_000)),
        mixpanel_id=chance.uuid4(),
        ip=f"203.0.113.{chance.whole(1, 254)}",
    )


def _browser(chance: Chance, band: Band) -> tuple[str, str, str, str, str, str]:
    """(os, os version, model, browser, device type, user agent)."""
    if band is PHONE and chance.happens(0.48):
        system = "iPhone; CPU iPhone OS 20_1 like Mac OS X"
        agent = f"Mozilla/5.0 ({system}) {SAFARI} Mobile/15E148 Safari/604.1"
        return "iOS", "20.1", "iPhone", "Mobile Safari", "Mobile", agent
    if band is PHONE:
        agent = f"Mozilla/5.0 (Linux; Android 15; Pixel 8) {CHROME} Mobile Safari/537.36"
        return "Android", "15", "Android", "Chrome", "Mobile", agent
    if band is TABLET:
        agent = f"Mozilla/5.0 (Linux; Android 14; SM-X710) {CHROME} Safari/537.36"
        return "Android", "14", "Android Tablet", "Chrome", "Tablet", agent
    draw = chance.unit()
    if draw < 0.5:
        agent = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36"
        return "Windows", "10", "", "Chrome", "Desktop", agent
    if draw < 0.63:
        agent = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/156.0.0.0"
        return "Windows", "10", "", "Microsoft Edge", "Desktop", agent
    if draw < 0.88:
        agent = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME} Safari/537.36"
        return "Mac OS X", "10.15.7", "", "Chrome", "Desktop", agent
    agent = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Safari/605.1.15"
    return "Mac OS X", "10.15.7", "", "Safari", "Desktop", agent
