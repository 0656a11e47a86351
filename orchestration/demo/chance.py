"""Random draws for the demo, from PCG64; handed out of blocks because single draws are slow."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
BLOCK = 1 << 14
LETTERS = np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", dtype="S1")


class Chance:
    """A stream of its own for every (seed, purpose), so that one part never disturbs another."""

    def __init__(self, seed: int, purpose: int) -> None:
        self._generator = np.random.Generator(
            np.random.PCG64(np.random.SeedSequence([seed, purpose]))
        )
        self._units = self._blocks_of_units()
        self._normals = self._blocks_of_normals()
        self._tokens = self._blocks_of_tokens()
        self._words = self._blocks_of_words()

    def unit(self) -> float:
        """A number in [0, 1)."""
        return next(self._units)

    def happens(self, probability: float) -> bool:
        """True with the given probability."""
        return next(self._units) < probability

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * next(self._units)

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int((high - low + 1) * next(self._units))

    def normal(self, mean: float, spread: float) -> float:
        """A normally distributed number."""
        return mean + spread * next(self._normals)

    def around(self, median: float, spread: float) -> float:
        """Log-normal: positive, skewed, with the given median."""
        return median * math.exp(spread * next(self._normals))

    def choice(self, items: Sequence[T]) -> T:
        """One of `items`, all equally likely."""
        return items[int(len(items) * next(self._units))]

    def weighted(self, items: Sequence[T], cumulative: Sequence[float]) -> T:
        """One of `items`; `cumulative` holds the running sums of their weights."""
        return items[bisect(cumulative, next(self._units) * cumulative[-1])]

    def token(self) -> str:
        """16 letters and digits, as the SDKs make their insert ids."""
        return next(self._tokens)

    def uuid7(self, at_ms: int) -> str:
        """A UUID version 7 of the given time."""
        word = next(self._words)
        return (
            f"{at_ms >> 16:08x}-{at_ms & 0xFFFF:04x}-7{word & 0xFFF:03x}"
            f"-{0x8000 | (word >> 12) & 0x3FFF:04x}-{next(self._words) & 0xFFFFFFFFFFFF:012x}"
        )

    def uuid4(self) -> str:
        """A random UUID."""
        word = next(self._words)
        return (
            f"{word >> 32:08x}-{word >> 16 & 0xFFFF:04x}-4{word & 0xFFF:03x}"
            f"-{0x8000 | next(self._words) & 0x3FFF:04x}-{next(self._words) & 0xFFFFFFFFFFFF:012x}"
        )

    def _blocks_of_units(self) -> Iterator[float]:
        while True:
            yield from self._generator.random(BLOCK).tolist()

    def _blocks_of_normals(self) -> Iterator[float]:
        while True:
            yield from self._generator.standard_normal(BLOCK).tolist()

    def _blocks_of_words(self) -> Iterator[int]:
        while True:
            yield from self._generator.integers(0, 1 << 63, BLOCK).tolist()

    def _blocks_of_tokens(self) -> Iterator[str]:
        while True:
            letters = LETTERS[self._generator.integers(0, len(LETTERS), (BLOCK, 16))]
            yield from letters.view("S16").ravel().astype(str).tolist()
