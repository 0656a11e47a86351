"""Versions of the pages (marts.dim_page_versions): no click is drawn on a layout of other days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import duckdb

from orchestration.pictures.catalogue import read


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A version of a page: its days, both ends included, and why it began.

    Nothing is known before the first version, and the last one has no `last_date` yet.
    """

    version: int
    first_date: date
    last_date: date | None
    reason: str

    def has(self, day: date) -> bool:
        """Whether it is the layout of a day; the first one is that of days before it, too."""
        is_begun = self.version == 1 or self.first_date <= day
        return is_begun and (self.last_date is None or day <= self.last_date)


@dataclass(frozen=True)
class Layouts:
    """The versions of all pages, by feature and band, in the order of time."""

    versions: Mapping[tuple[str, str], Sequence[Layout]]

    @classmethod
    def of(cls, marts: duckdb.DuckDBPyConnection) -> Self:
        """Those of a file; none where a run has left the table out."""
        versions: dict[tuple[str, str], list[Layout]] = defaultdict(list)
        rows = read(marts, "from marts.dim_page_versions order by feature, band, version")
        for row in rows.to_dicts():
            names = ("version", "first_date", "last_date", "reason")
            of_page = versions[row["feature"], row["band"]]
            of_page.append(Layout(**{name: row[name] for name in names}))
        return cls(versions)

    def on(self, feature: str, band: str, day: date) -> Layout | None:
        """The layout of a page on a day; None of a page whose maps were always withheld."""
        of_page = self.versions.get((feature, band), ())
        return next((one for one in of_page if one.has(day)), None)
