"""Pictures of a small input have the bytes that are recorded in `same_bytes.json`, under every
version of Python and on every machine.

After a change of the look, or of Pillow: `python -m tests.orchestration.pictures.test_same_bytes`
records them anew; which of them then differ in git is what has changed.
"""

import hashlib
import json
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from orchestration.pictures.page import PageTask, SheetTask, Task, draw
from tests.transforms.heat.test_element_map import ELEMENTS, element
from tests.transforms.heat.test_page_maps import CELLS, grid
from tests.transforms.heat.test_scroll_map import reach
from tests.transforms.pictures.maps import decoded, screenshot
from transforms.heat import grids
from transforms.heat.contact_sheet import SheetMarts
from transforms.heat.page_maps import PageMarts

RECORDED: Final = Path(__file__).with_name("same_bytes.json")


def page() -> PageMarts:
    """Cells of three sizes on a page with a picture, and names in several scripts."""
    seed = np.arange(400)
    places = zip(seed * 7919 % 170, seed * 104729 % 120, seed % 5 + 1 / 3, strict=True)
    cells = [("all", "page", 8, int(x) * 8, int(y) * 8, float(n)) for x, y, n in places]
    cells += [
        ("plan=pro", "page", 16, 320, 160, 12.7),
        ("plan=pro", "page", 32, 640, 480, 30.1),
        ("all", "fixed", 8, 1200, 40, 25.0),
    ]
    of = {"feature_title": "Preise · أسعار · 料金", "document_height_px": 1000}
    shown = pl.DataFrame([grid(**of), grid(segment="plan=pro", **of)], infer_schema_length=None)
    gradient = np.add.outer(np.arange(1000) % 256, np.arange(1440) % 97)
    labels = ("Buy", "قائمة", "開始", None)
    elements = [element(n, 9 - n, label=label) for n, label in enumerate(labels, start=1)]
    reaches = [
        reach(segment, 60, 55, 40, 33, 31, 30, attention=(60.0, 20.0, 7.5, 3.0, 1.0, 0.5))
        for segment in ("all", "plan=pro")
    ]
    return PageMarts(
        grids=shown,
        viewed=shown,
        cells=pl.DataFrame(cells, schema=CELLS, orient="row"),
        elements=pl.DataFrame(elements, schema=ELEMENTS),
        reach=pl.concat(reaches),
        screenshot=screenshot(gradient % 256),
    )


def found() -> dict[str, dict[str, str]]:
    """Hashes of everything that is made of the page, by what it is."""
    shown = page()
    tasks: list[Task] = [
        PageTask(shown, {}, minimum_cell_users=5),
        SheetTask(SheetMarts(pages=(shown,), withheld={"desktop": ["plan=free"]}), {}, 5),
    ]
    hashes = {}
    for one in (picture for task in tasks for picture in draw(task)):
        assert one.png is not None
        hashes[f"{one.row['kind']} of {one.row['segment']}"] = {
            "png": _hash(one.png),
            "pixels": _hash(np.asarray(decoded(one.png)).tobytes()),
            "row": _hash(json.dumps(one.row, sort_keys=True, default=str).encode()),
        }
    dense = grids.dense_grid(shown.cells, layer="page", width_px=1440, height_px=1000)
    smooth = grids.smooth(dense)
    hashes["grid"] = {"cells": _hash(dense.tobytes()), "density": _hash(smooth.tobytes())}
    return hashes


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def test_everything_that_is_drawn_has_the_bytes_that_are_recorded() -> None:
    assert found() == json.loads(RECORDED.read_text())


if __name__ == "__main__":
    RECORDED.write_text(json.dumps(found(), indent=2) + "\n")
