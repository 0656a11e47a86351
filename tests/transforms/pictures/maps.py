"""A small click map for tests, and what is needed to look at its picture."""

import datetime as dt
import io
from typing import Any

import numpy as np
from PIL import Image

from transforms.heat.click_map import ClickMap, RankedElement
from transforms.heat.grids import SIGMA_PX, smooth


def click_map(**changes: Any) -> ClickMap:
    """A small page with one hot button, changed as told."""
    clicks = np.zeros((100, 180))
    clicks[50, 90] = 400
    clicks[20:23, 40:48] = 2
    values: dict[str, Any] = {
        "title": "/pricing: clicks",
        "date": dt.date(2026, 11, 21),
        "segment": "all",
        "band": "desktop",
        "reference_width_px": 1440,
        "page_height_px": 800,
        "page_density": smooth(clicks),
        "sigma_px": SIGMA_PX,
        "scale_maximum": 60.0,
        "clicks": 448,
        "users": 120,
        "page_views": 900,
        "minimum_cell_users": 5,
        "grid_id": "0123456789abcdef",
        "fold_px": 600,
        "reach": ((0, 1.0), (400, 0.9), (800, 0.4)),
        "elements": (
            RankedElement(rank=1, label="Start", clicks=400, share=0.89, x_px=724, y_px=404),
            RankedElement(rank=2, label="Help", clicks=20, share=0.04),
        ),
    }
    return ClickMap(**{**values, **changes})


def decoded(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def screenshot(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()
