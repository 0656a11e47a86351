"""Pictures are packed quickly, and tightly where they would be too large."""

import numpy as np

from transforms.pictures import palette
from transforms.pictures.png import encoded


def test_a_picture_that_is_too_large_is_packed_tightly() -> None:
    words = np.random.default_rng(1).integers(0, 12, (40, 30), dtype=np.uint8)
    image = palette.picture(np.tile(words, (8, 9))[:, ::-1])
    quick = encoded(image)

    tight = encoded(image, most_bytes=len(quick) - 1)

    assert encoded(image, most_bytes=len(quick)) == quick
    assert len(tight) < len(quick)
