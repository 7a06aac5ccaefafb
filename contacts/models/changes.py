"""A change to a number or address that waits for a second person, and the lasting record of who agreed to what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from contacts.models.pathways import Pathway
from contacts.models.points import ContactPoint


class ContactChange(models.Model):
    """One proposed change to what the public sees of a contact point.

    `before` and `after` hold the point as it was and as it will be, as `contacts.numbers.verification` writes them: {} before
    an addition and after a removal. `edition` counts how often the proposal was rewritten while it waited, so that a
    verifier agrees only to what they read.
    """

    class Action(models.TextChoices):
        ADD = "add", "Add"
        CHANGE = "change", "Change"
        REMOVE = "remove", "Remove"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a second person"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="contact_changes")
    contact_point = models.ForeignKey(
        ContactPoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="changes"
    )
    action = models.CharField(max_length=10, choices=Action)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = "change to a number or address"
        verbose_name_plural = "changes to numbers and addresses"
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="contacts_contactchange_known_action",
                condition=Q(action__in=["add", "change", "remove"]),
                violation_error_message="A change adds, changes or removes.",
            ),
            models.CheckConstraint(
                name="contacts_contactchange_known_state",
                condition=Q(state__in=["waiting", "confirmed", "refused", "withdrawn"]),
                violation_error_message="A change waits, or was confirmed, refused or withdrawn.",
            ),
            models.CheckConstraint(
                name="contacts_contactchange_second_person",
                condition=~Q(state="confirmed") | ~Q(decided_by=F("proposed_by")),
                violation_error_message="A second person must confirm the change.",
            ),
            models.CheckConstraint(
                name="contacts_contactchange_decided_with_time",
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                violation_error_message="A decision has its time.",
            ),
            models.UniqueConstraint(
                fields=["contact_point"],
                condition=Q(state="waiting"),
                name="contacts_contactchange_one_waiting",
                violation_error_message="A change to this number or address is already waiting.",
            ),
        ]

    def __str__(self):
        values = self.after or self.before
        return f"{self.get_action_display()}: {values.get('label') or values.get('kind', '')} {values.get('value', '')}"
