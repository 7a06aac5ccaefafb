"""What is owed for bookings, who is to be invoiced, and the lists of invoices that were made."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from training.enums import ChargeReason, ChargeState
from training.models.bookings import Booking


class InvoiceDetails(models.Model):
    """Whom to invoice for a booking, as the person who booked gave it."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="invoice_details")
    email = models.EmailField("email for the invoice", max_length=254, blank=True)
    address = models.CharField("invoice address", max_length=300, blank=True)
    purchase_order = models.CharField("purchase order number", max_length=40, blank=True)
    exemption = models.CharField("asks not to pay, because", max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "invoice details"

    def __str__(self):
        return f"Invoice details of booking {self.booking_id}"


class InvoiceList(models.Model):
    """A list of charges that was handed on to be invoiced, so that none is invoiced twice. Undone, it frees them again."""

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    organisation = models.CharField(max_length=160, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Invoice list {self.pk}"


class Charge(models.Model):
    """An amount in pounds that is owed, or was, for a booking. `training.booking.charges` writes it.

    It keeps the organisation as it was, so that finance can read it once the person's name is gone.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="charges")
    reason = models.CharField(max_length=20, choices=ChargeReason)
    amount = models.DecimalField(max_digits=7, decimal_places=2)
    state = models.CharField(max_length=10, choices=ChargeState, default=ChargeState.DUE)
    organisation = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    waived_because = models.CharField(max_length=300, blank=True)
    invoice_list = models.ForeignKey(
        InvoiceList, on_delete=models.SET_NULL, null=True, blank=True, related_name="charges"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "reason"],
                name="training_charge_once",
                violation_error_message="This is charged already.",
            ),
            models.CheckConstraint(
                name="training_charge_known_state",
                condition=Q(state__in=ChargeState.values),
                violation_error_message="Choose one of the states of a charge.",
            ),
            models.CheckConstraint(
                name="training_charge_waived_with_a_reason",
                condition=~Q(state=ChargeState.WAIVED) | Q(waived_because__gt=""),
                violation_error_message="Say why the charge is waived.",
            ),
            models.CheckConstraint(
                name="training_charge_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="A charge is £0 or more.",
            ),
        ]

    def __str__(self):
        return f"Charge {self.pk} of booking {self.booking_id}"
