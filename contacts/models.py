"""Whom to contact: pathways with their contact points and hours, and the four threshold levels."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from contacts.telephone import dialled, parse_telephone
from hscp.publishing import Publishable, PublishableQuerySet, State
from hscp.richtext import RichTextField
from themes.vocabulary import Area


class Urgency(models.TextChoices):
    EMERGENCY = "emergency", "Emergency: act now"
    SAME_DAY = "same_day", "Same day"
    ROUTINE = "routine", "Not urgent"


def check_due_filter(on):
    """Return the condition (Q) that a pathway, not archived, was never checked or is to be checked on or before `on` (date)."""
    return (Q(verified_on__isnull=True) | Q(next_check__lte=on)) & ~Q(state=State.ARCHIVED)


class PathwayQuerySet(PublishableQuerySet):
    def in_order(self):
        """Return the pathways as they are listed everywhere: by the editors' order, then by title."""
        return self.order_by("order", "title", "pk")

    def check_due(self, on):
        """Return the pathways, live or not, never checked or whose next check is on or before `on` (date)."""
        return self.filter(check_due_filter(on))


class Pathway(Publishable):
    """One way to get help or advice: who may use it, when, when not, how, and its numbers."""

    for_public = models.BooleanField("for the public", default=False)
    for_professionals = models.BooleanField(default=False)
    for_young_people = models.BooleanField(default=False)
    purpose = models.TextField(blank=True, help_text="One or two sentences: what this contact is for.")
    when_to_use = RichTextField(blank=True)
    when_not_to_use = RichTextField(
        "when not to use it, and where to go instead", blank=True, help_text="Always say where to go instead."
    )
    have_ready = RichTextField("what to have ready", blank=True)
    timescale = models.CharField(
        max_length=300, blank=True, help_text="How soon to make contact, or how soon they answer."
    )
    what_happens_next = RichTextField(blank=True)
    area = models.CharField(max_length=20, choices=Area, blank=True)
    urgency = models.CharField(max_length=20, choices=Urgency, default=Urgency.ROUTINE)
    sensitive = models.BooleanField(
        default=False, help_text="Tick where being seen reading the page could put someone at risk."
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
    next_check = models.DateField(null=True, blank=True, help_text="When the numbers must be checked again.")

    objects = PathwayQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "contact pathway"
        permissions = [("verify_pathway", "Can mark a contact pathway as checked")]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="contacts_pathway_for_someone",
                condition=Q(for_public=True) | Q(for_professionals=True) | Q(for_young_people=True),
                violation_error_message="Say who may use this contact: tick at least one.",
            ),
            models.CheckConstraint(
                name="contacts_pathway_known_urgency",
                condition=Q(urgency__in=Urgency.values),
                violation_error_message="Choose one of the urgencies.",
            ),
            models.CheckConstraint(
                name="contacts_pathway_next_check_after_last",
                condition=Q(next_check__gt=F("verified_on")),
                violation_error_message="The next check must be later than the last one.",
            ),
        ]

    def get_absolute_url(self):
        return reverse("contacts:pathway_detail", args=[self.slug])

    @property
    def who_for(self):
        """Who may use the pathway, as a list of plain words."""
        flags = [
            (self.for_public, "the public"),
            (self.for_professionals, "professionals"),
            (self.for_young_people, "children and young people"),
        ]
        return [words for flag, words in flags if flag]


class PathwayStep(models.Model):
    """One step of using a pathway, in order."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="steps")
    text = RichTextField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return f"Step {self.order}"


class ContactKind(models.TextChoices):
    PHONE = "phone", "Phone"
    EMAIL = "email", "Email"
    FORM = "form", "Online form"
    WEB = "web", "Website"
    POST = "post", "Post"


class ForWhom(models.TextChoices):
    EVERYONE = "everyone", "Everyone"
    PUBLIC = "public", "The public"
    PROFESSIONALS = "professionals", "Professionals"
    YOUNG_PEOPLE = "young_people", "Children and young people"


class ContactPoint(models.Model):
    """One number, address or form of a pathway."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=ContactKind)
    label = models.CharField(max_length=200, blank=True, help_text="What this number or address is for.")
    value = models.CharField(
        max_length=500,
        blank=True,
        help_text="The number or address. A form or website may be left empty until it is known.",
    )
    for_whom = models.CharField(max_length=20, choices=ForWhom, default=ForWhom.EVERYONE)
    note = models.CharField(max_length=300, blank=True, help_text="Shown beside the number.")
    to_verify = models.CharField(
        max_length=500, blank=True, help_text="What an editor must confirm about it. Not shown to the public."
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
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
                condition=Q(value__gt="") | Q(kind__in=[ContactKind.FORM, ContactKind.WEB]),
                violation_error_message="Give the number or address. Only a form or website may be left empty.",
            ),
        ]

    def __str__(self):
        return f"{self.label or self.get_kind_display()}: {self.value}"

    def clean(self):
        """Refuse a value that is not of its kind; write a phone number in its usual form."""
        super().clean()
        try:
            if self.kind == ContactKind.PHONE and self.value:
                self.value = parse_telephone(self.value)
            elif self.kind == ContactKind.EMAIL and self.value:
                validate_email(self.value)
            elif self.kind in {ContactKind.FORM, ContactKind.WEB} and self.value:
                URLValidator(schemes=["https", "http"])(self.value)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error

    @property
    def href(self):
        """The address that rings, writes to or opens this contact; "" where there is none."""
        if not self.value or self.kind == ContactKind.POST:
            return ""
        if self.kind == ContactKind.PHONE:
            return f"tel:{dialled(self.value)}"
        return f"mailto:{self.value}" if self.kind == ContactKind.EMAIL else self.value


class Weekday(models.IntegerChoices):
    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"
    SATURDAY = 6, "Saturday"
    SUNDAY = 7, "Sunday"


class OpeningHours(models.Model):
    """When a contact point answers on one weekday, in local time (Europe/London)."""

    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                name="contacts_openinghours_known_weekday",
                condition=Q(weekday__in=Weekday.values),
                violation_error_message="Choose a day of the week.",
            ),
            models.CheckConstraint(
                name="contacts_openinghours_closes_after_opening",
                condition=Q(closes__gt=F("opens")),
                violation_error_message="The closing time must be later than the opening time.",
            ),
            models.UniqueConstraint(
                fields=["contact_point", "weekday", "opens"],
                name="contacts_openinghours_once",
                violation_error_message="These hours are given already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class ThresholdLevel(Publishable):
    """One of the four levels of need, and what to do at it. The title is the level's name."""

    number = models.PositiveSmallIntegerField(unique=True)
    description = RichTextField(blank=True)
    examples = RichTextField(blank=True, help_text="What a practitioner may see at this level.")
    services = RichTextField(blank=True, help_text="Who helps at this level.")
    what_to_do = RichTextField(blank=True)
    pathways = models.ManyToManyField(Pathway, blank=True, related_name="threshold_levels")

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="contacts_thresholdlevel_one_to_four",
                condition=Q(number__gte=1, number__lte=4),
                violation_error_message="A level is a number from 1 to 4.",
            ),
        ]

    def __str__(self):
        return f"Level {self.number}: {self.title}"

    def get_absolute_url(self):
        return f"{reverse('contacts:threshold_list')}#level-{self.number}"
