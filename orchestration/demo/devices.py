"""Browsers and screens: what an SDK reports about the device, with realistic window sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from orchestration.demo.chance import Chance, Weighted

APP_DEVICES = Weighted({"phone": 0.19, "tablet": 0.09, "desktop": 0.61, "wide": 0.11})
SIGN_UP_DEVICES = Weighted({"phone": 0.36, "tablet": 0.1, "desktop": 0.47, "wide": 0.07})
SITE_DEVICES = Weighted({"phone": 0.36, "tablet": 0.06, "desktop": 0.5, "wide": 0.08})
SECOND_DEVICES = Weighted({"phone": 1})
BROWSER_VERSION = 156

# By band: (window width, window height, screen width, screen height) and its weight.
SCREENS = {
    "phone": Weighted({(390, 664, 390, 844): 34, (393, 727, 393, 852): 24, (412, 785, 412, 915): 20,
                       (375, 635, 375, 812): 12, (360, 668, 360, 780): 10}),
    "tablet": Weighted({(820, 1106, 820, 1180): 50, (768, 954, 768, 1024): 26,
                        (800, 1106, 800, 1280): 24}),
    "desktop": Weighted({(1440, 789, 1440, 900): 40, (1536, 730, 1536, 864): 20,
                         (1366, 641, 1366, 768): 14, (1280, 720, 1280, 832): 14,
                         (1680, 939, 1680, 1050): 12}),
    "wide": Weighted({(1920, 969, 1920, 1080): 78, (1920, 1080, 1920, 1200): 12,
                      (2560, 1305, 2560, 1440): 10}),
}  # fmt: skip


class Browser(NamedTuple):
    """What the user agent and its reading by the SDKs say."""

    os: str
    os_version: str
    model: str
    name: str
    device_type: str
    user_agent: str


CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/20.1"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
PHONES = Weighted({
    Browser("iOS", "20.1", "iPhone", "Mobile Safari", "Mobile",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) "
            f"{SAFARI} Mobile/15E148 Safari/604.1"): 0.48,
    Browser("Android", "15", "Android", "Chrome", "Mobile",
            f"Mozilla/5.0 (Linux; Android 15; Pixel 8) {CHROME} Mobile Safari/537.36"): 0.52,
})  # fmt: skip
TABLET = Browser("Android", "14", "Android Tablet", "Chrome", "Tablet",
                 f"Mozilla/5.0 (Linux; Android 14; SM-X710) {CHROME} Safari/537.36")  # fmt: skip
COMPUTERS = Weighted({
    Browser("Windows", "10", "", "Chrome", "Desktop", WINDOWS): 0.5,
    Browser("Windows", "10", "", "Microsoft Edge", "Desktop", f"{WINDOWS} Edg/156.0.0.0"): 0.13,
    Browser("Mac OS X", "10.15.7", "", "Chrome", "Desktop",
            f"{MAC} {CHROME} Safari/537.36"): 0.25,
    Browser("Mac OS X", "10.15.7", "", "Safari", "Desktop",
            f"{MAC} {SAFARI} Safari/605.1.15"): 0.12,
})  # fmt: skip


@dataclass(frozen=True, eq=False)  # compared and cached as the object it is
class Device:
    """One browser profile. `posthog_id` and `mixpanel_id` are the anonymous ids it carries."""

    band: str
    window: tuple[int, int]
    screen: tuple[int, int]
    browser: Browser
    posthog_id: str
    mixpanel_id: str
    ip: str


def new_device(chance: Chance, bands: Weighted[str]) -> Device:
    """Draw a device of one of the bands."""
    band = chance.weighted(bands)
    width, height, screen_width, screen_height = chance.weighted(SCREENS[band])
    return Device(
        band,
        (width, height),
        (screen_width, screen_height),
        _browser(band, chance),
        posthog_id=chance.uuid7(1_790_000_000_000 + chance.whole(0, 4_000_000_000)),
        mixpanel_id=chance.uuid4(),
        ip=f"203.0.113.{chance.whole(1, 254)}",
    )


def _browser(band: str, chance: Chance) -> Browser:
    if band == "tablet":
        return TABLET
    return chance.weighted(PHONES if band == "phone" else COMPUTERS)
