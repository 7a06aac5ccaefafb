"""The questions that a booking form asks beside its own, and keeping what people answer.

An answer keeps the question as it was worded and how long it is kept, so a question may change later.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from training.enums import QuestionKind
from training.models import BookingAnswer, BookingQuestion

# More than that nobody fills in for ten colleagues.
MOST_QUESTIONS = 10
MOST_CHOICES = 20
TEXT_LENGTH = 300


@dataclass(frozen=True)
class Answer:
    """What somebody answered to a BookingQuestion, as text: several choices stand on a line each. Empty for no answer."""

    question: BookingQuestion
    value: str = ""


def questions_of(session):
    """Return the questions asked of whoever books `session`: those of its course, then its own. Makes one query."""
    asked = BookingQuestion.objects.filter(
        Q(course=session.course_id) | Q(session=session.pk), archived_at=None
    ).order_by("order", "pk")
    return sorted(asked, key=lambda question: question.course_id is None)


def keep_answers(booking, answers, *, at=None):
    """Keep `answers` (of Answer) as those of `booking`. An empty one deletes what was answered before.

    An answer that says what is kept already stays as it is, with the words that the question had then.
    """
    at = at or timezone.now()
    there = {answer.question_id: answer for answer in booking.answers.all()} if answers else {}
    for order, answer in enumerate(answers):
        question, old = answer.question, there.get(answer.question.pk)
        if old is not None and old.value == answer.value:
            continue
        if old is not None:
            old.delete()
        if answer.value:
            BookingAnswer.objects.create(
                booking=booking,
                question=question,
                kind=question.kind,
                wording=question.wording,
                value=answer.value,
                keeping=question.keeping,
                order=order,
                answered_at=at,
            )


def shown(answer):
    """Return what a BookingAnswer says on one line."""
    if answer.kind == QuestionKind.CONSENT:
        return f"Agreed on {timezone.localtime(answer.answered_at):%-d %B %Y}"
    return ", ".join(answer.value.splitlines()) if answer.kind == QuestionKind.CHOICES else answer.value


def with_answers(bookings):
    """Return `bookings` (a queryset) as a list, each with `answered`: pairs of a question as it was worded and its answer.

    The number of queries does not grow with the bookings.
    """
    found = list(bookings.prefetch_related("answers"))
    for booking in found:
        booking.answered = [(answer.wording, shown(answer)) for answer in booking.answers.all()]
    return found
