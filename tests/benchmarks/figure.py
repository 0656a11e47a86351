"""What one row of the table of figures says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One row: `seconds` against `baseline_seconds`; `notes` tell what the ratio hides. The goal is
    the highest ratio wanted, or the lowest if `is_lowest`.
    """

    name: str
    goal: float
    seconds: float
    baseline_seconds: float
    peak_bytes: int
    peak_goal_bytes: float = float("inf")
    is_lowest: bool = False
    notes: tuple[str, ...] = ()

    @property
    def ratio(self) -> float:
        return self.seconds / self.baseline_seconds

    @property
    def is_met(self) -> bool:
        is_reached = self.ratio >= self.goal if self.is_lowest else self.ratio <= self.goal
        return is_reached and self.peak_bytes <= self.peak_goal_bytes


def short(count: int) -> str:
    """10 M for 10,000,000."""
    return next(
        (
            f"{count / unit:g} {letter}"
            for unit, letter in ((1e6, "M"), (1e3, "k"))
            if count >= unit
        ),
        str(count),
    )
