"""Who follows what by email."""

from datetime import timedelta

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.following.enums import HowOften, What
from hscp.privacy.periods import UNCONFIRMED_DAYS
from hscp.vocabulary import Area


class FollowerQuerySet(models.QuerySet):
    def active(self, at):
        """Return those who have confirmed their address and do not pause at `at` (aware datetime)."""
        return self.filter(Q(paused_until=None) | Q(paused_until__lte=at), confirmed_at__isnull=False)


class Follower(models.Model):
    """Somebody who follows changes by email, or was asked to confirm it.

    `numbers_up_to` and `digest_up_to` say up to which moment they were told of changed numbers, and of everything else:
    they move in the transaction that writes the mail.
    """

    email = models.EmailField(max_length=254, help_text="Where the mails go.")
    email_key = models.CharField(
        max_length=320,
        unique=True,
        editable=False,
        help_text="The address as it is compared: see hscp/email_addresses.py.",
    )
    token_hash = models.CharField(
        max_length=64, unique=True, editable=False, help_text="Of the link in each mail."
    )
    how_often = models.CharField(
        max_length=10,
        choices=HowOften,
        default=HowOften.DAILY,
        help_text="Changed numbers are told at once all the same.",
    )
    discreet = models.BooleanField(
        default=False, help_text="The mails name no page, because somebody else may read them."
    )
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person confirmed the address. Nothing is sent before."
    )
    paused_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="No mail goes out before; what changed until then is told afterwards.",
    )
    numbers_up_to = models.DateTimeField(
        default=timezone.now, editable=False, help_text="Changed numbers were told up to this moment."
    )
    digest_up_to = models.DateTimeField(
        default=timezone.now, editable=False, help_text="Other changes were told up to this moment."
    )
    refused = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How many mails in a row the mail server refused for good."
    )
    refused_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the last refused mail that was counted was written.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "person who follows changes"
        verbose_name_plural = "people who follow changes"
        indexes = [
            models.Index(fields=["numbers_up_to"], name="following_numbers_up_to"),
            models.Index(fields=["digest_up_to"], name="following_digest_up_to"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(how_often__in=HowOften.values),
                name="following_known_how_often",
                violation_error_message="Choose once a day or once a week.",
            )
        ]

    def __str__(self):
        return f"Follower {self.pk}"


class FollowQuerySet(models.QuerySet):
    def confirmed(self):
        """Return what the mailbox has confirmed."""
        return self.exclude(since=None)

    def asked(self, at):
        """Return what was asked for and can still be confirmed at `at` (aware datetime)."""
        return self.filter(since=None, created_at__gt=at - timedelta(days=UNCONFIRMED_DAYS))

    def expired(self, at):
        """Return what was asked for and not confirmed in time, at `at` (aware datetime)."""
        return self.filter(since=None, created_at__lte=at - timedelta(days=UNCONFIRMED_DAYS))


class Follow(models.Model):
    """One thing that somebody follows: a `record`, the dates of a record, of an `area` or of all courses, or everything.

    A contacts sheet is one row for each of its contacts, with the same `sheet`. Without `since` the person has not confirmed it.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    what = models.CharField(max_length=10, choices=What, help_text="Which changes the person hears of.")
    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+", editable=False
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    # A merge leads it to the record that is kept. No undo, no version and no deletion of a record touches it.
    record = GenericForeignKey("content_type", "object_id")
    area = models.CharField(
        max_length=20, choices=Area, blank=True, help_text="Whose training dates the person hears of."
    )
    sheet = models.PositiveSmallIntegerField(default=0, help_text="Which of the person’s contacts sheets.")
    since = models.DateTimeField(
        null=True, blank=True, help_text="Changes from this moment on are told. Empty until it is confirmed."
    )
    # When it was asked for, for the last time.
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = "thing followed"
        verbose_name_plural = "things followed"
        indexes = [models.Index(fields=["what", "content_type", "object_id"], name="following_follow_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(what=What.EVERYTHING, object_id__isnull=True)
                | Q(what__in=[What.PAGE, What.SHEET], object_id__isnull=False)
                | Q(what=What.DATES),
                name="following_whole_follow",
                violation_error_message="Name the page that is followed, or follow everything.",
            ),
            models.CheckConstraint(
                condition=Q(content_type__isnull=True, object_id__isnull=True)
                | Q(content_type__isnull=False, object_id__isnull=False, area=""),
                name="following_whole_record",
                violation_error_message="Follow a record or an area, not both.",
            ),
        ]

    def __str__(self):
        return f"Follow {self.pk}"
