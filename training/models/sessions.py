"""A session: one dated delivery of a course, with its places or the address where others take the bookings."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hscp.links.models import AddressField
from hscp.records.rich_text import RichTextField
from hscp.records.state import State, live_filter
from hscp.vocabulary import Area
from training.booking.rules import NO_PROMOTION_BEFORE_START, annotations
from training.enums import LIVE, Promotion, SessionState, Setting
from training.models.courses import Course
from training.models.session_times import InParts


class Trainer(models.Model):
    """Somebody who gives courses. Two sessions at the same time cannot have the same trainer."""

    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, help_text="Not shown to the public.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class SessionQuerySet(models.QuerySet):
    def public(self, at=None):
        """Return the sessions the public may see at `at` (default now): of live courses, not drafts."""
        return self.exclude(state=SessionState.DRAFT).filter(live_filter("course__", at))

    def kept_for_bookings(self, at=None):
        """Return the sessions, not over at `at` (default now), whose course left the site while people have a booking for them.

        Their pages stay: confirmations, reminders and calendars name them. Nobody can book.
        """
        at = at or timezone.now()
        booked = self.model.objects.filter(ends_at__gt=at, bookings__state__in=LIVE)
        left = Q(course__state=State.ARCHIVED) | Q(course__state=State.PUBLISHED, course__expire_at__lte=at)
        return self.exclude(state=SessionState.DRAFT).filter(left, pk__in=booked.values("pk"))

    def on_between(self, start, end=None):
        """Return the sessions of which a day begins from `start` (aware) on and, if given, before `end`."""
        limits = {"starts_at__gte": start} | ({"starts_at__lt": end} if end else {})
        with_a_day = self.model.objects.filter(**{f"days__{name}": moment for name, moment in limits.items()})
        return self.filter(Q(**limits) | Q(pk__in=with_a_day.values("pk")))

    def upcoming(self, at=None):
        """Return the sessions that have not begun at `at` (aware datetime, default now), the soonest first."""
        return self.filter(starts_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def with_availability(self, at=None):
        """Return the sessions with `held` and `availability` (an Availability) as they are at `at` (default now)."""
        return self.annotate(**annotations(self.model.objects.all(), at or timezone.now()))

    def in_order(self):
        """Return the sessions by date, the soonest first."""
        return self.order_by("starts_at", "pk")


class Session(InParts, models.Model):
    """One dated delivery of a course. Times are aware; people type and read them in Europe/London.

    Either the portal holds its places (`capacity`), or `external_link` leads to where they are booked.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.DRAFT)
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    setting = models.CharField("where", max_length=10, choices=Setting, default=Setting.ONLINE)
    place = models.CharField(
        max_length=300,
        blank=True,
        help_text="The venue with its address, or the platform, such as Microsoft Teams.",
    )
    area = models.CharField(max_length=20, choices=Area, blank=True)
    joining_link = models.URLField(
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text="Sent to those who have a place. Never shown on the site.",
    )
    joining_link_hours = models.PositiveSmallIntegerField(
        "send the link", default=24, help_text="How many hours before the start."
    )
    information = RichTextField(blank=True, help_text="What to read or bring, parking, cameras on or off.")
    trainers = models.ManyToManyField(Trainer, blank=True, related_name="sessions")
    capacity = models.PositiveSmallIntegerField(
        "places", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    minimum_places = models.PositiveSmallIntegerField(
        "places needed to run", null=True, blank=True, help_text="The list shows sessions that have fewer."
    )
    external_link = AddressField(
        "booked elsewhere, at",
        blank=True,
        help_text="Only where places are not booked here.",
    )
    booking_opens_at = models.DateTimeField("booking opens", null=True, blank=True)
    booking_closes_at = models.DateTimeField(
        "booking closes", null=True, blank=True, help_text="Leave empty to take bookings until it starts."
    )
    cancel_by = models.DateTimeField(
        "cancel by",
        null=True,
        blank=True,
        help_text="Anybody who cancels later is counted as a late cancellation.",
    )
    waiting_list = models.BooleanField("keep a waiting list", default=True)
    promotion = models.CharField(
        "when a place becomes available", max_length=10, choices=Promotion, default=Promotion.AT_ONCE
    )
    promotion_closes_at = models.DateTimeField(
        "places are passed on until",
        null=True,
        blank=True,
        help_text="A place that becomes available later goes to nobody on the waiting list. Leave empty for when booking "
        "closes. In any case it ends 2 hours before the start.",
    )
    offer_hours = models.PositiveSmallIntegerField(
        "hours to accept an offer",
        default=48,
        validators=[MinValueValidator(1)],
        help_text="An offer that would end at night, at a weekend or on a bank holiday ends at 12:00 on the next working day.",
    )
    agency_quota = models.PositiveSmallIntegerField(
        "places for one organisation", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    quota_released_at = models.DateTimeField(
        "the limit ends",
        null=True,
        blank=True,
        help_text="From then on, any organisation may take what is left.",
    )
    reminder_days = models.CharField(
        "remind people",
        max_length=40,
        blank=True,
        default="7, 1",
        help_text="Days before the start, separated by commas.",
    )
    asks_manager = models.BooleanField("ask for the manager’s email", default=False)
    manager_approves = models.BooleanField(
        "the manager must agree",
        default=False,
        help_text="The manager gets a link to agree or refuse. The place is kept meanwhile, for three working days at most.",
    )
    tells_manager = models.BooleanField("tell the manager when somebody does not come", default=False)
    cancellation_reason = models.CharField("why it is cancelled", max_length=300, blank=True, editable=False)
    is_example = models.BooleanField(default=False, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    # The moments that change what pages show by themselves.
    pages_change_at = (
        "booking_opens_at",
        "booking_closes_at",
        "promotion_closes_at",
        "quota_released_at",
        "cancel_by",
        "starts_at",
        "ends_at",
    )
    # The same some time before: then a waiting list leads nowhere any more.
    pages_change_ahead = {"starts_at": NO_PROMOTION_BEFORE_START}

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="training_session_by_start"),
            # For the next of the moments in `pages_change_at`.
            models.Index(fields=["ends_at"], name="training_session_ends_at"),
            *(
                models.Index(
                    fields=[name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"session_{name.removeprefix('booking_')}",
                )
                for name in (
                    "booking_opens_at",
                    "booking_closes_at",
                    "promotion_closes_at",
                    "quota_released_at",
                    "cancel_by",
                )
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="training_session_known_state",
                condition=Q(state__in=SessionState.values),
                violation_error_message="Choose one of the four states.",
            ),
            models.CheckConstraint(
                name="training_session_known_setting",
                condition=Q(setting__in=Setting.values),
                violation_error_message="Say whether it is online or in person.",
            ),
            models.CheckConstraint(
                name="training_session_known_promotion",
                condition=Q(promotion__in=Promotion.values),
                violation_error_message="Say what happens when a place becomes available.",
            ),
            models.CheckConstraint(
                name="training_session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The end must be later than the start.",
            ),
            models.CheckConstraint(
                name="training_session_places_or_link",
                condition=Q(capacity__isnull=False, external_link="")
                | (Q(capacity__isnull=True) & ~Q(external_link="")),
                violation_error_message="Give the number of places, or the address where it is booked: one of the two.",
            ),
            models.CheckConstraint(
                name="training_session_booking_opens_before_start",
                condition=Q(booking_opens_at__isnull=True) | Q(booking_opens_at__lt=F("starts_at")),
                violation_error_message="Booking must open before the session starts.",
            ),
            models.CheckConstraint(
                name="training_session_booking_closes_by_start",
                condition=Q(booking_closes_at__isnull=True) | Q(booking_closes_at__lte=F("starts_at")),
                violation_error_message="Booking must close by the start of the session.",
            ),
            models.CheckConstraint(
                name="training_session_booking_window_in_order",
                condition=Q(booking_opens_at__isnull=True)
                | Q(booking_closes_at__isnull=True)
                | Q(booking_opens_at__lt=F("booking_closes_at")),
                violation_error_message="Booking must open before it closes.",
            ),
            models.CheckConstraint(
                name="training_session_cancel_by_start",
                condition=Q(cancel_by__isnull=True) | Q(cancel_by__lte=F("starts_at")),
                violation_error_message="“Cancel by” must not be later than the start.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {timezone.localtime(self.starts_at):%-d %B %Y, %H:%M}"

    def get_absolute_url(self):
        return reverse("training:session_detail", args=[self.pk])

    @property
    def title(self):
        """What the session is called: as its course is, and whether it is an example."""
        return f"{self.course.title} (example)" if self.is_example else self.course.title

    @property
    def is_ours(self):
        """Whether the portal holds the places; otherwise they are booked elsewhere."""
        return self.capacity is not None

    @property
    def promotes_until(self):
        """The moment from which a place that becomes available goes to nobody on the waiting list any more."""
        chosen = self.promotion_closes_at or self.booking_closes_at or self.starts_at
        return min(chosen, self.starts_at - NO_PROMOTION_BEFORE_START)

    def is_late_to_cancel(self, at=None):
        """Return whether a cancellation at `at` (aware datetime, default now) counts as late."""
        return (at or timezone.now()) > (self.cancel_by or self.starts_at)

    def quota_at(self, at=None):
        """Return how many places one organisation may hold at `at` (default now), or None for no limit."""
        return None if self.limits_have_ended(at) else self.agency_quota

    def limits_have_ended(self, at=None):
        """Return whether anybody may take what is left at `at` (default now): the limits of places have ended."""
        return self.quota_released_at is not None and self.quota_released_at <= (at or timezone.now())
