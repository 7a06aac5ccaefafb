"""The numbers, addresses and forms of a pathway, who checked each and when, and their opening hours."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import F, Q

from contacts.enums import ON_THE_WEB, BankHolidays, ContactKind, ForWhom
from contacts.numbers.telephone import href_of, parse_number
from hscp.links.addresses import clean_address
from hscp.links.models import LinkRow, WithLinks


def point_due_filter(on):
    """Return the condition (Q) that a contact point was never checked, or is to be checked on or before `on` (date)."""
    return Q(verified_on__isnull=True) | Q(next_check__lte=on)


class ContactPoint(WithLinks, models.Model):
    """One number, address or form of a pathway, as the public sees it.

    Only `contacts.numbers.verification` writes it: a second person must confirm a change, see `ContactChange`.
    """

    owner_is_at = "pathway__owner"
    # Restoring an old version does not change it, see `hscp.records.parts`: that would be a change by one person alone.
    guarded = True
    # The order in which numbers stand shows the public no new one.
    free_fields = ("order",)
    # Whether it may have exceptions to its hours: contacts.models.hours asks the database.
    differs = True

    pathway = models.ForeignKey("contacts.Pathway", on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=ContactKind)
    label = models.CharField(max_length=200, blank=True, help_text="What this number or address is for.")
    value = models.CharField(
        max_length=500,
        blank=True,
        help_text="The number or address. A form, website or chat may be left empty until it is known.",
    )
    for_whom = models.CharField(max_length=20, choices=ForWhom, default=ForWhom.EVERYONE)
    note = models.CharField(max_length=300, blank=True, help_text="Shown beside the number.")
    out_of_hours = models.BooleanField(
        "out of office hours",
        default=False,
        help_text="Tick where it answers when the office is closed: it is shown first then.",
    )
    bank_holidays = models.CharField(
        "on bank holidays", max_length=10, choices=BankHolidays, default=BankHolidays.CLOSED
    )
    answers_when_closed = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_when_closed_by",
        verbose_name="answers whenever this one is closed",
        help_text="For a line that answers “at all other times”. It then has no hours of its own.",
    )
    source = models.CharField(
        max_length=500,
        blank=True,
        help_text="Where these details were found, and how old that is. The contact’s own page says so until they are checked.",
    )
    to_verify = models.CharField(
        max_length=500, blank=True, help_text="What an editor must confirm about it. Not shown to the public."
    )
    order = models.PositiveSmallIntegerField(default=0)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    verified_on = models.DateField("checked on", null=True, blank=True, editable=False)
    next_check = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "number or address"
        verbose_name_plural = "numbers and addresses"
        constraints = [
            models.CheckConstraint(
                name="contacts_contactpoint_known_bank_holidays",
                condition=Q(bank_holidays__in=BankHolidays.values),
                violation_error_message="Say what happens on bank holidays.",
            ),
            models.CheckConstraint(
                name="contacts_contactpoint_next_check_after_last",
                condition=Q(next_check__gt=F("verified_on")),
                violation_error_message="The next check must be later than the last one.",
            ),
            models.CheckConstraint(
                name="contacts_contactpoint_known_kind",
                condition=Q(kind__in=ContactKind.values),
                violation_error_message="Choose one of the kinds of contact.",
            ),
            models.CheckConstraint(
                name="contacts_contactpoint_known_reader",
                condition=Q(for_whom__in=ForWhom.values),
                violation_error_message="Say who this contact is for.",
            ),
            models.CheckConstraint(
                name="contacts_contactpoint_value_given",
                condition=Q(value__gt="") | Q(kind__in=ON_THE_WEB),
                violation_error_message="Give the number or address. Only a form, website or chat may be left empty.",
            ),
            models.CheckConstraint(
                name="contacts_contactpoint_answers_for_another",
                condition=Q(answers_when_closed=None) | ~Q(answers_when_closed=F("pk")),
                violation_error_message="A number cannot answer whenever it is closed itself.",
            ),
        ]

    def __str__(self):
        return f"{self.label or self.get_kind_display()}: {self.value}"

    def clean(self):
        """Refuse a value that does not fit its kind; put numbers and web addresses in their usual form, and 999 under short numbers."""
        super().clean()
        try:
            if self.kind in {ContactKind.PHONE, ContactKind.SHORT, ContactKind.TEXT} and self.value:
                self.kind, self.value = parse_number(self.kind, self.value)
            elif self.kind == ContactKind.EMAIL and self.value:
                validate_email(self.value)
            elif self.kind in ON_THE_WEB and self.value:
                self.value = clean_address(self.value)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error

    @property
    def link_titles(self):
        return [title for title in (self.label, self.pathway.title) if title]

    @property
    def link_record(self):
        return self.pathway

    @property
    def href(self):
        """The address that rings, texts, writes to or opens this contact; "" where there is none."""
        return href_of(self.kind, self.value)


class ContactPointLink(LinkRow):
    """Where a form or website leads whose address nobody has confirmed as its `value` yet."""

    record = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="link_rows")
