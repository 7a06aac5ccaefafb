"""Questions that a course or a session asks when somebody books, and what people answered."""

from django.db import models
from django.db.models import Q

from training.enums import Keeping, QuestionKind
from training.models.bookings import Booking
from training.models.courses import Course
from training.models.sessions import Session


class BookingQuestion(models.Model):
    """One question of the booking form: of all sessions of a course, or of one session. It is archived, not deleted."""

    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="booking_questions"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="booking_questions"
    )
    kind = models.CharField("answered by", max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    wording = models.TextField(
        "question",
        max_length=500,
        help_text="As people read it. For a tick: what they agree to, in full. It is kept with each answer.",
    )
    hint = models.CharField(max_length=300, blank=True, help_text="Shown below the question.")
    choices = models.TextField(
        blank=True, max_length=2000, help_text="One on each line, for the first two kinds of answer."
    )
    required = models.BooleanField("must be answered", default=False)
    keeping = models.CharField("answers are", max_length=10, choices=Keeping, default=Keeping.SHORT)
    order = models.PositiveSmallIntegerField(
        "place",
        default=0,
        help_text="The lowest number is asked first. A course’s questions come before a session’s.",
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "question of the booking form"
        verbose_name_plural = "questions of the booking form"
        constraints = [
            models.CheckConstraint(
                name="training_bookingquestion_course_or_session",
                condition=Q(course__isnull=False, session=None) | Q(course=None, session__isnull=False),
                violation_error_message="Choose a course or one session: one of the two.",
            ),
            models.CheckConstraint(
                name="training_bookingquestion_known_kind",
                condition=Q(kind__in=QuestionKind.values),
                violation_error_message="Choose how the question is answered.",
            ),
            models.CheckConstraint(
                name="training_bookingquestion_known_keeping",
                condition=Q(keeping__in=Keeping.values),
                violation_error_message="Choose how long the answers are kept.",
            ),
        ]

    def __str__(self):
        return self.wording

    @property
    def choice_list(self):
        """The choices that people have, in order, each once."""
        return list(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))


class BookingAnswer(models.Model):
    """What the person of a booking answered, with the question as it was worded then and how long both are kept.

    `value` is the text or the choice; several choices stand on a line each. For a tick, `wording` is what was agreed to.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(
        BookingQuestion, on_delete=models.SET_NULL, null=True, related_name="answers"
    )
    kind = models.CharField(max_length=10, choices=QuestionKind)
    wording = models.TextField()
    value = models.TextField()
    keeping = models.CharField(max_length=10, choices=Keeping)
    order = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "answer of a booking"
        verbose_name_plural = "answers of bookings"
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "question"],
                name="training_bookinganswer_once",
                violation_error_message="This question has an answer already.",
            ),
        ]

    def __str__(self):
        return f"Answer {self.pk} of booking {self.booking_id}"
