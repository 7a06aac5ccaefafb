"""A lead's own team: the colleagues somebody books for, and what each of them lets that person see."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from training.enums import OrganisationType, Role, TeamConsent
from training.models.sessions import Session


class TeamMember(models.Model):
    """One colleague in the team of one lead, each found by their work email. Only `training.team` writes it.

    `consent` is what the colleague has said; `words` is the text that they agreed to. `asked_at` is when they were last
    mailed about it, `answered_at` when they last answered. A member that the lead took off stays, `hidden`, so that nobody
    is asked again by being added again. `used_at` is when the lead last opened the page.
    """

    lead_email = models.EmailField("the lead’s email", max_length=254)
    lead_name = models.CharField("the lead’s name", max_length=120, blank=True)
    email = models.EmailField("the colleague’s email", max_length=254)
    name = models.CharField("the colleague’s name", max_length=120, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    organisation_type = models.CharField(max_length=20, choices=OrganisationType, blank=True)
    role = models.CharField(max_length=20, choices=Role, blank=True)
    consent = models.CharField(max_length=12, choices=TeamConsent, default=TeamConsent.NOT_ASKED)
    words = models.TextField("what they agreed to", blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    hidden = models.BooleanField(default=False)
    used_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="training_teammember_known_consent",
                condition=Q(consent__in=TeamConsent.values),
                violation_error_message="Choose one of the answers that a colleague can give.",
            ),
            models.CheckConstraint(
                name="training_teammember_agreed_to_words",
                condition=~Q(consent=TeamConsent.AGREED) | (~Q(words="") & Q(answered_at__isnull=False)),
                violation_error_message="Whoever agrees does so at a time, and to words that are kept.",
            ),
            models.UniqueConstraint(
                Lower("lead_email"),
                Lower("email"),
                name="training_teammember_once",
                violation_error_message="This colleague is in the team already.",
            ),
        ]
        indexes = [models.Index(Lower("email"), name="training_teammember_email")]

    def __str__(self):
        return f"Team member {self.pk}"


class TeamRequest(models.Model):
    """A booking that a lead asked for and that was not made, since the colleague had one of their own.

    The lead sees it as what it would have been for a person without one (`has_place`), as the form answered too.
    """

    member = models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="requests")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    has_place = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "session"],
                name="training_teamrequest_once",
                violation_error_message="This was asked for already.",
            )
        ]

    def __str__(self):
        return f"Team request {self.pk}"
