"""QUESTIONS.md: every query runs, and joins no more than a person can follow."""

import duckdb
import pytest

from orchestration.installation import Installation
from tests.benchmarks import chance
from tests.questions.page import Question, questions

MOST_TABLES = 2
MOST_MILLISECONDS = 200


def test_there_are_forty_questions_and_none_is_asked_twice() -> None:
    words = [question.words for question in questions()]

    assert len(words) >= 40
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.words)
def test_a_question_is_one_query_over_few_tables(question: Question, at: Installation) -> None:
    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        answer = published.execute(question.query)

        assert answer.description
        assert answer.fetchall() is not None
    assert question.milliseconds <= MOST_MILLISECONDS
    assert 1 <= len(question.tables) <= MOST_TABLES


@pytest.mark.parametrize("question", chance.QUESTIONS, ids=lambda question: question.name)
def test_what_chance_reports_is_counted_from_published_tables(
    question: chance.Question, at: Installation
) -> None:
    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        ((looked_at, reported),) = published.execute(question.query).fetchall()

    assert looked_at >= reported >= 0
