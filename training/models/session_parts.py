"""What a session may have several of: its days where it takes more than one, and limits of its places."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from training.enums import Attendance, District, OrganisationType, QuotaKind
from training.models.bookings import Booking
from training.models.sessions import Session


class SessionDay(models.Model):
    """One day of a session that takes several, or one of its parts: one booking is for all of them.

    A session of one day has none. Otherwise the session starts with the first and ends with the last of them.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="days")
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")

    # A page of a session that runs may say which of its days is next.
    pages_change_at = ("starts_at", "ends_at")

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="training_sessionday_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="A day must end after it starts.",
            ),
            models.UniqueConstraint(
                fields=["session", "starts_at"],
                name="training_sessionday_once",
                violation_error_message="This session has a day that starts then already.",
            ),
        ]

    def __str__(self):
        return f"Day of session {self.session_id}"


class DayMark(models.Model):
    """The mark of one booking on the register of one day of its session."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="day_marks")
    day = models.ForeignKey(SessionDay, on_delete=models.PROTECT, related_name="marks")
    attendance = models.CharField(max_length=10, choices=Attendance)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="training_daymark_known_attendance",
                condition=Q(attendance__in=[mark for mark in Attendance.values if mark]),
                violation_error_message="Choose one of the marks of the register.",
            ),
            models.UniqueConstraint(
                fields=["booking", "day"],
                name="training_daymark_once",
                violation_error_message="This person has a mark for this day already.",
            ),
        ]

    def __str__(self):
        return f"Mark of booking {self.booking_id}"


class SessionQuota(models.Model):
    """At most `places` of a session's places for organisations of one kind, or of one district.

    It ends with the limit for one organisation, at the session's `quota_released_at`.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="quotas")
    what = models.CharField("for", max_length=10, choices=QuotaKind)
    value = models.CharField(
        "which", max_length=20, choices=[("Kind", OrganisationType.choices), ("District", District.choices)]
    )
    places = models.PositiveSmallIntegerField("at most", validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["what", "value", "pk"]
        constraints = [
            models.CheckConstraint(
                name="training_sessionquota_known_value",
                condition=Q(what=QuotaKind.KIND, value__in=OrganisationType.values)
                | Q(what=QuotaKind.DISTRICT, value__in=District.values),
                violation_error_message="Choose a kind of organisation, or a district.",
            ),
            models.UniqueConstraint(
                fields=["session", "what", "value"],
                name="training_sessionquota_once",
                violation_error_message="This session has a limit for these already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_value_display()}: at most {self.places}"

    def save(self, **kwargs):
        """Save it as a limit of what its value is: a kind of organisation or a district."""
        self.what = QuotaKind.KIND if self.value in OrganisationType.values else QuotaKind.DISTRICT
        super().save(**kwargs)
