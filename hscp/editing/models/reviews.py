"""What was sent for review: of which record, to whom, and what was said to it."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.editing.enums import ReviewOutcome


class ReviewRequestQuerySet(models.QuerySet):
    def of(self, record):
        """Return what was sent for review of `record`, the latest first."""
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)

    def waiting(self):
        """Return what nobody has decided yet."""
        return self.filter(outcome=ReviewOutcome.WAITING)

    def for_person(self, user, kinds):
        """Return what waits for `user`: sent to them by name, or by others to all who publish one of `kinds` (content types).

        What was sent to somebody who has left since waits for all.
        """
        nobody = Q(sent_to=None) | Q(sent_to__is_active=False)
        others = Q(sent_by=None) | ~Q(sent_by=user)
        return self.waiting().filter(Q(sent_to=user) | Q(nobody, others, content_type__in=kinds))

    def sent_lately(self, user, *, since):
        """Return what `user` sent and did not take back: what waits, and what was decided since a moment, the latest first."""
        decided = Q(outcome__in=[ReviewOutcome.APPROVED, ReviewOutcome.SENT_BACK], decided_at__gte=since)
        return self.filter(Q(outcome=ReviewOutcome.WAITING) | decided, sent_by=user)


class ReviewRequest(models.Model):
    """One time that a record was sent for review: a record that is not live yet, or the draft beside one that is.

    `sent_to` is the person asked, or None for everybody who may publish the kind. `words` is what whoever decided it wrote.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    note = models.TextField(blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sent_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, default=ReviewOutcome.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="editing_review_record"),
            models.Index(fields=["sent_by", "sent_at"], name="editing_review_sent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(outcome=ReviewOutcome.WAITING),
                name="editing_review_one_waiting",
                violation_error_message="This was sent for review already.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=ReviewOutcome.values),
                name="editing_review_known_outcome",
                violation_error_message="Choose one of the four outcomes.",
            ),
            models.CheckConstraint(
                condition=Q(outcome=ReviewOutcome.WAITING, decided_at__isnull=True)
                | (~Q(outcome=ReviewOutcome.WAITING) & Q(decided_at__isnull=False)),
                name="editing_review_decided_with_time",
                violation_error_message="What is decided has the time of it, and what waits has none.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ReviewOutcome.SENT_BACK) | Q(words__gt=""),
                name="editing_review_sent_back_with_words",
                violation_error_message="Say what should change.",
            ),
        ]

    def __str__(self):
        return f"Review of {self.record}"
