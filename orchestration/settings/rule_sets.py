"""What is wrong with the rules of one file together, each of which can be read.

What to put here: what no night would say, because the models take it as it is: a rule that means
nothing or everything, rules that contradict each other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from orchestration.settings.problems import shown


class Rule(NamedTuple):
    """A rule by its columns, empty where the file has nothing, and its line in the file."""

    line: int
    says: Mapping[str, str]


PATTERNS: Final = ("url_template", "element_key", "event_name")


def of_patterns(rules: Sequence[Rule]) -> Iterator[tuple[int, str]]:
    """Rules of everything, which nobody means."""
    for line, says in rules:
        if not any(says[column] for column in PATTERNS):
            named = shown(next(iter(says.values())))
            yield (
                line,
                f"{named} says not which events are meant; give one of {', '.join(PATTERNS)}",
            )


def of_funnels(rules: Sequence[Rule]) -> Iterator[tuple[int, str]]:
    """Steps of everything, and steps that come after none."""
    yield from of_patterns(rules)
    steps = {(says["funnel"], int(says["step"] or 0)) for _, says in rules}
    for line, says in rules:
        step = int(says["step"] or 0)
        if not step:
            yield line, "step: '' is nothing; write a number from 1"
        elif step > 1 and (says["funnel"], step - 1) not in steps:
            yield line, f"step: {step} comes after no step {step - 1}; count from 1 without a gap"


def of_bands(rules: Sequence[Rule]) -> Iterator[tuple[int, str]]:
    """Bands without a width, and widths that are in two bands."""
    bands = []
    for line, says in rules:
        least, most = (says[column] for column in ("min_width", "max_width"))
        if not least or not most or int(least) > int(most):
            yield line, f"min_width {shown(least)} is not up to max_width {shown(most)}; give both"
        else:
            bands.append((int(least), int(most), line, says["band"]))
    for (_, end, _, band), (start, _, line, other) in pairwise(sorted(bands)):
        if start <= end:
            text = f"min_width: {start} is in {shown(band)} too, up to {end}"
            yield line, f"{text}; begin {shown(other)} at {end + 1}"


def needing(*columns: str) -> Callable[[Sequence[Rule]], Iterator[tuple[int, str]]]:
    """Rules that mean nothing without these columns."""

    def lacking(rules: Sequence[Rule]) -> Iterator[tuple[int, str]]:
        for line, says in rules:
            for column in columns:
                if not says[column]:
                    yield line, f"{column}: '' is nothing; every rule needs it"

    return lacking


CHECKS: Final[Mapping[str, Callable[[Sequence[Rule]], Iterator[tuple[int, str]]]]] = {
    "experiments": needing("attribute", "control", "goal"),
    "features": of_patterns,
    "funnels": of_funnels,
    "goals": of_patterns,
    "holidays": needing("holiday_date"),
    "internal_traffic": needing("pattern"),
    "releases": needing("release_date"),
    "url_templates": needing("template"),
    "viewport_bands": of_bands,
}
"""By the name of the rules: the line and what is wrong there, with its remedy."""
