"""A booking: one person's place at a session, or their position on its waiting list, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.email_addresses import email_key
from hscp.web.wording import one_line
from training.enums import (
    HOLDING,
    LIVE,
    Attendance,
    BookingEventKind,
    BookingState,
    OrganisationType,
    Role,
    Source,
)
from training.models.organisations import Organisation
from training.models.sessions import Session


class Booking(models.Model):
    """One person's booking of one session. Only `training.booking.places` creates one or changes its state or place;
    `training.booking.past_bookings` keeps those of sessions that are over.

    `place` numbers the places of a session from 1 while one is held; `turn` is the order of joining, never reused.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=20, choices=BookingState)
    place = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    turn = models.PositiveIntegerField(editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)
    source = models.CharField(max_length=12, choices=Source, default=Source.PUBLIC)
    name = models.CharField(max_length=120)
    email = models.EmailField("work email", max_length=254, blank=True)
    # Kept with `email`: the address as it is compared, see hscp/email_addresses.py.
    email_key = models.CharField(max_length=320, blank=True, editable=False, db_index=True)
    shared_name = models.CharField(
        max_length=160,
        blank=True,
        editable=False,
        help_text="The person’s name as it is compared, where several people share the address; else empty.",
    )
    organisation = models.CharField(max_length=160)
    listed_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="bookings",
        verbose_name="organisation on the register",
    )
    organisation_type = models.CharField(max_length=20, choices=OrganisationType)
    role = models.CharField(max_length=20, choices=Role)
    phone = models.CharField(max_length=30, blank=True)
    access_needs = models.CharField(max_length=300, blank=True)
    manager_email = models.EmailField("manager’s email", max_length=254, blank=True)
    booked_by = models.CharField("booked by", max_length=120, blank=True)
    booked_by_email = models.EmailField("email of who booked", max_length=254, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    grace_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Until then, giving the place back is not late, whatever “cancel by” says.",
    )
    attendance = models.CharField(
        max_length=10, choices=Attendance, blank=True, default=Attendance.NOT_MARKED
    )
    certificate = models.CharField("certificate number", max_length=24, null=True, blank=True, unique=True)
    certificate_reissued_at = models.DateTimeField(null=True, blank=True, editable=False)
    certificate_withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A place that staff gave beyond the limits: why is in the log.
    over_limit = models.BooleanField(default=False, editable=False)
    # What the certificate says in place of a name whose script no font of ours has.
    certificate_name = models.CharField("name in Latin letters", max_length=120, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True, editable=False)
    followed_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["turn", "pk"]
        constraints = [
            models.CheckConstraint(
                name="training_booking_known_state",
                condition=Q(state__in=BookingState.values),
                violation_error_message="Choose one of the states of a booking.",
            ),
            models.CheckConstraint(
                name="training_booking_known_attendance",
                condition=Q(attendance__in=Attendance.values),
                violation_error_message="Choose one of the marks of the register.",
            ),
            models.CheckConstraint(
                name="training_booking_place_while_held",
                condition=Q(state__in=HOLDING, place__isnull=False)
                | (~Q(state__in=HOLDING) & Q(place__isnull=True)),
                violation_error_message="A place is held exactly while the booking is confirmed or offered.",
            ),
            models.CheckConstraint(
                name="training_booking_offer_has_an_end",
                condition=Q(state=BookingState.OFFERED, offered_until__isnull=False)
                | (~Q(state=BookingState.OFFERED) & Q(offered_until__isnull=True)),
                violation_error_message="An offer needs a time at which it ends.",
            ),
            models.CheckConstraint(
                name="training_booking_only_the_confirmed_attend",
                condition=Q(attendance=Attendance.NOT_MARKED) | Q(state=BookingState.CONFIRMED),
                violation_error_message="Only somebody with a place can be marked on the register.",
            ),
            models.UniqueConstraint(
                fields=["session", "place"],
                name="training_booking_one_per_place",
                violation_error_message="This place is taken.",
            ),
            models.UniqueConstraint(
                fields=["session", "turn"],
                name="training_booking_one_per_turn",
                violation_error_message="This turn is taken.",
            ),
            models.UniqueConstraint(
                fields=["session", "email_key", "shared_name"],
                condition=Q(state__in=LIVE) & ~Q(email_key=""),
                name="training_booking_once_per_person",
                violation_error_message="This person has a booking for this session already.",
            ),
        ]

    def __str__(self):
        return f"Booking {self.pk}"

    def save(self, *args, update_fields=None, **kwargs):
        """Save, and with email and name the forms in which they are compared: so no code that changes one can forget the other."""
        if update_fields is None or "email" in update_fields:
            self.email_key = email_key(self.email)
            update_fields = update_fields and {*update_fields, "email_key"}
        if update_fields and "name" in update_fields and self.shared_name:
            self.shared_name = one_line(self.name).casefold()
            update_fields = {*update_fields, "shared_name"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def late_from(self):
        """The moment after which giving the place back counts as late: “cancel by”, or the end of this person's grace."""
        session = self.session
        return max(filter(None, [session.cancel_by or session.starts_at, self.grace_until]))

    def has_grace(self, at=None):
        """Return whether the place may be given back at `at` (aware datetime, default now) since its person heard of it late."""
        return self.grace_until is not None and (at or timezone.now()) < self.grace_until

    @property
    def is_last_offer(self):
        """Whether no other offer follows this one: then it ends as the session stops passing places on."""
        return self.offered_until is not None and self.offered_until >= self.session.promotes_until

    @property
    def organisation_in_lists(self):
        """The name of the organisation on the register, or else as it was typed."""
        return self.listed_organisation.name if self.listed_organisation else self.organisation

    def is_late_to_cancel(self, at=None):
        """Return whether giving the place back at `at` (aware datetime, default now) counts as late."""
        return (at or timezone.now()) > self.late_from

    @property
    def is_live(self):
        """Whether the person has a place, an offer or a turn on the waiting list."""
        return self.state in LIVE


class BookingEvent(models.Model):
    """What happened to a booking (a BookingEventKind), when, and who did it: `by` is empty for the person, and for
    whoever books for them, who did it where `by_lead` is set. Holds no name.

    `reason` is why staff did it, where they were asked. `training.booking.events` writes it.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="events")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="booking_events")
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    by_lead = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.what} {self.booking_id}"

    @property
    def words(self):
        """What happened, in words."""
        return BookingEventKind(self.what).label if self.what in BookingEventKind else self.what


class ManageLink(models.Model):
    """A link with which one person manages one booking. Only the hash of its token is kept."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Link of booking {self.booking_id}"


class RecordLink(models.Model):
    """A link with which one person reads their own training record. Only the hash of its token is kept."""

    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Record link {self.pk}"
