"""What people answered about a session or a course: figures and comments, only where they tell of nobody in particular."""

from dataclasses import dataclass

from django.db.models import Count

from training.enums import EvaluationMoment, PracticeChange
from training.follow_up.evaluation import FEWEST_ANSWERS
from training.models import Evaluation


@dataclass(frozen=True)
class Answers:
    """The answers of one moment. Below FEWEST_ANSWERS, there is only their `number`, and `shown` is False.

    `before` and `after` are the average confidence from 1 to 5, None where too few gave it; `practice` is (label, number) of each
    answer about practice; `comments` are in no order that tells who wrote which.
    """

    number: int
    shown: bool
    before: float | None = None
    after: float | None = None
    practice: tuple = ()
    comments: tuple = ()


def answers_of_session(session):
    """Return {moment: Answers} of one session. Makes one query."""
    return _answers(list(Evaluation.objects.filter(session=session)))


def answers_of_course(course):
    """Return {moment: Answers} over all sessions of a course. Makes two queries.

    Sessions with too few answers count only if together they have enough: otherwise the difference to those shown alone would tell.
    """
    rows = list(Evaluation.objects.filter(session__course=course))
    counts = (
        Evaluation.objects.filter(session__course=course)
        .order_by()
        .values_list("session", "moment")
        .annotate(number=Count("pk"))
    )
    left_out = set()
    for moment in EvaluationMoment:
        few = {
            session: number
            for session, which, number in counts
            if which == moment and number < FEWEST_ANSWERS
        }
        if sum(few.values()) < FEWEST_ANSWERS:
            left_out |= {(session, moment) for session in few}
    return _answers([row for row in rows if (row.session_id, row.moment) not in left_out])


def _answers(rows):
    return {moment: _of_moment([row for row in rows if row.moment == moment]) for moment in EvaluationMoment}


def _of_moment(rows):
    if len(rows) < FEWEST_ANSWERS:
        return Answers(len(rows), shown=False)
    practice = [row.practice_changed for row in rows if row.practice_changed]
    few_practice = len(practice) < FEWEST_ANSWERS
    return Answers(
        len(rows),
        shown=True,
        before=_average([row.confidence_before for row in rows]),
        after=_average([row.confidence_after for row in rows]),
        practice=()
        if few_practice
        else tuple((label, practice.count(value)) for value, label in PracticeChange.choices),
        comments=tuple(sorted((row.comment for row in rows if row.comment), key=str.casefold)),
    )


def _average(values):
    given = [value for value in values if value is not None]
    return round(sum(given) / len(given), 1) if len(given) >= FEWEST_ANSWERS else None
