"""Statistics in SQL give what SciPy gives."""

import duckdb
import pytest
from jinja2 import Environment
from scipy.stats import binomtest, norm

from orchestration.settings import REPOSITORY

MACROS = (REPOSITORY / "dbt_project" / "macros" / "statistics.sql").read_text()


def wilson(hits: int, trials: int) -> tuple[float | None, ...]:
    ends = "{{ wilson('hits', 'trials', '-') }} as low, {{ wilson('hits', 'trials', '+') }} as high"
    columns = Environment(autoescape=False).from_string(MACROS + ends).render()  # noqa: S701
    with duckdb.connect() as duck:
        query = f"select {columns} from (select ? as hits, ? as trials)"
        return duck.execute(query, [hits, trials]).fetchall()[0]


@pytest.mark.parametrize(
    ("hits", "trials"), [(0, 1), (1, 1), (0, 40), (3, 40), (40, 40), (123_456, 1_000_000)]
)
def test_the_interval_of_a_share_is_wilsons(hits: int, trials: int) -> None:
    wanted = binomtest(hits, trials).proportion_ci(method="wilson")

    assert wilson(hits, trials) == pytest.approx((wanted.low, wanted.high), rel=1e-9, abs=1e-12)


def test_without_a_trial_nothing_is_known_of_a_share() -> None:
    assert wilson(0, 0) == (None, None)


@pytest.mark.parametrize("comparisons", [1, 2, 20, 1_000, 1_000_000])
def test_of_many_comparisons_one_in_twenty_times_at_most_any_is_wrong(comparisons: int) -> None:
    column = Environment(autoescape=False).from_string(MACROS + "{{ z_of_many('?') }}")  # noqa: S701
    with duckdb.connect() as duck:
        ((z,),) = duck.execute(f"select {column.render()}", [comparisons]).fetchall()

    chance = comparisons * 2 * norm.sf(z)
    assert 0.05 / 8 < chance < 0.05, "not too seldom right, and never more often wrong"
