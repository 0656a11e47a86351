"""Random draws for the demo, from PCG64, taken out of blocks because single draws are slow."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")
BLOCK = 1 << 14
LETTERS = np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", dtype="S1")


class Weighted(Generic[T]):
    """Items to draw from, with how likely each is."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.items = tuple(weights)
        self.sums = tuple(accumulate(weights.values()))


class Chance:
    """A stream of its own for every (seed, purpose), so that one part never disturbs another."""

    def __init__(self, seed: int, purpose: int) -> None:
        random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, purpose])))
        self._units = _in_blocks(lambda: random.random(BLOCK).tolist())
        self._normals = _in_blocks(lambda: random.standard_normal(BLOCK).tolist())
        self._words = _in_blocks(lambda: random.integers(0, 1 << 63, BLOCK).tolist())
        self._tokens = _in_blocks(lambda: _tokens(random))

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

    def weighted(self, choices: Weighted[T]) -> T:
        """One of the items, each as likely as its weight says."""
        return choices.items[bisect(choices.sums, next(self._units) * choices.sums[-1])]

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


def _in_blocks(draw: Callable[[], Iterable[T]]) -> Iterator[T]:
    while True:
        yield from draw()


def _tokens(random: np.random.Generator) -> list[str]:
    letters = LETTERS[random.integers(0, len(LETTERS), (BLOCK, 16))]
    tokens: list[str] = letters.view("S16").ravel().astype(str).tolist()
    return tokens
