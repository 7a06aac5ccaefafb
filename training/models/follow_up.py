"""What is asked and kept after a session, and the people who wait for dates."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hscp.email_addresses import email_key
from training.enums import EvaluationMoment, OrganisationType, PracticeChange
from training.models.courses import Course
from training.models.sessions import Session

_ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Evaluation(models.Model):
    """What somebody thought of a session: on the day, or three months on. Not tied to the person."""

    Moment = EvaluationMoment
    Change = PracticeChange

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="evaluations")
    moment = models.CharField(max_length=10, choices=EvaluationMoment)
    organisation_type = models.CharField(max_length=20, choices=OrganisationType)
    confidence_before = models.PositiveSmallIntegerField(null=True, blank=True, validators=_ONE_TO_FIVE)
    # How confident they are as they answer: after the session, or three months on.
    confidence_after = models.PositiveSmallIntegerField(null=True, blank=True, validators=_ONE_TO_FIVE)
    practice_changed = models.CharField(max_length=10, choices=PracticeChange, blank=True)
    comment = models.TextField(max_length=1000, blank=True)
    created_on = models.DateField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="training_evaluation_known_moment",
                condition=Q(moment__in=EvaluationMoment.values),
                violation_error_message="An evaluation is of the day, or of three months on.",
            ),
            models.CheckConstraint(
                name="training_evaluation_confidence_one_to_five",
                condition=(Q(confidence_before__isnull=True) | Q(confidence_before__range=(1, 5)))
                & (Q(confidence_after__isnull=True) | Q(confidence_after__range=(1, 5))),
                violation_error_message="Confidence goes from 1 to 5.",
            ),
        ]

    def __str__(self):
        return f"{self.get_moment_display()}, session {self.session_id}"


class CommentTheme(models.Model):
    """What comments are counted by: a theme has the words and phrases that speak of it. Staff keep the list."""

    title = models.CharField(max_length=60, unique=True, help_text="Such as “Pace” or “Joining online”.")
    words = models.TextField(
        max_length=1000,
        help_text="Words and phrases that speak of it, one on each line. A star stands for any letters that follow: “rush*” finds "
        "“rush”, “rushed” and “rushing”.",
    )

    class Meta:
        ordering = ["title"]
        verbose_name = "theme of comments"
        verbose_name_plural = "themes of comments"

    def __str__(self):
        return self.title


class Interest(models.Model):
    """Somebody who wants to hear when a course gets dates."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="interests")
    email = models.EmailField(max_length=254)
    # Kept with `email`: the address as it is compared, see hscp/email_addresses.py.
    email_key = models.CharField(max_length=320, blank=True, editable=False)
    organisation_type = models.CharField(max_length=20, choices=OrganisationType)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "person who waits for dates"
        verbose_name_plural = "people who wait for dates"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "email_key"],
                name="training_interest_once",
                violation_error_message="You are on the list already.",
            )
        ]

    def __str__(self):
        return f"Interest {self.pk}"

    def save(self, *args, update_fields=None, **kwargs):
        """Save, and with the email the form in which it is compared."""
        if update_fields is None or "email" in update_fields:
            self.email_key = email_key(self.email)
            update_fields = update_fields and {*update_fields, "email_key"}
        super().save(*args, update_fields=update_fields, **kwargs)
