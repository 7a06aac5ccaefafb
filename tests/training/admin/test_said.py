"""The page of what people said: confidence at three moments, who answered, and comments that tell of nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import make_course, make_session
from training.models import CommentTheme, Evaluation

pytestmark = pytest.mark.django_db
SAID = "/admin/training/session/reports/evaluation/"
DATES = {"period": "dates", "start": "2025-04-01", "end": "2025-06-30"}


@pytest.fixture
def trainer(signed_in):
    return signed_in("training")


def answered(title, number, *, comment="", **fields):
    """Make a session of 10 June 2025 with so many evaluations."""
    start = datetime(2025, 6, 10, 10, tzinfo=UTC)
    session = make_session(make_course(title=title), starts_at=start, ends_at=start + timedelta(hours=1))
    defaults = {"moment": "after", "confidence_before": 2, "confidence_after": 4}
    for _ in range(number):
        Evaluation.objects.create(
            session=session, organisation_type="school", comment=comment, **(defaults | fields)
        )
    return session


def test_confidence_is_drawn_before_after_and_three_months_on(trainer):
    session = answered("Tour", 5)
    for _ in range(5):
        Evaluation.objects.create(
            session=session,
            organisation_type="school",
            moment="later",
            confidence_after=3,
            practice_changed="some",
        )

    page = trainer.get(SAID, DATES)

    [(name, bars)] = page.context["confidence"]
    assert [(bar.name, bar.words, bar.length) for bar in bars] == [
        ("before", "2.0", 40.0),
        ("after", "4.0", 80.0),
        ("3 months on", "3.0", 60.0),
    ]
    assert "style=" not in page.text.partition('id="content-main"')[2]


def test_of_fewer_than_five_answers_nothing_is_told(trainer):
    answered("Tour", 4, comment="The pace was fast")

    page = trainer.get(SAID, DATES)

    assert page.context["confidence"] == []
    assert "under 5" in page.text
    # The comment is read, but not which course it is of.
    assert [comment.course for comment in page.context["comments"].shown] == [""] * 4


def test_comments_are_counted_by_theme_and_word_and_found_by_both(trainer):
    answered("Tour", 5, comment="The pace was rushed")
    answered("Workshop", 5, comment="Breakout rooms")
    theme = CommentTheme.objects.create(title="Pace", words="pace\nrush*")

    every = trainer.get(SAID, DATES).context["comments"]
    of_theme = trainer.get(SAID, DATES | {"theme": theme.pk})
    of_word = trainer.get(SAID, DATES | {"word": "breakout rooms"})

    assert [(each.title, number) for each, number in every.themes] == [("Pace", 5)]
    assert ("breakout rooms", 5) in every.words
    assert (every.found, every.all) == (10, 10)
    assert {comment.course for comment in of_theme.context["comments"].shown} == {"Tour"}
    assert {comment.text for comment in of_word.context["comments"].shown} == {"Breakout rooms"}
    assert "<strong>5 of 10 comments</strong> with “breakout rooms”" in of_word.text


def test_what_people_wrote_is_no_markup(trainer):
    answered("Tour", 1, comment="<script>alert(1)</script>")

    assert "<script>alert(1)" not in trainer.get(SAID, DATES).text


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_the_same_however_many_answered(trainer, number, django_assert_num_queries):
    answered("Tour", number, comment="The pace")

    with django_assert_num_queries(15):
        trainer.get(SAID, DATES)
