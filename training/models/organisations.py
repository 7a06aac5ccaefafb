"""The register of organisations, and what staff said of names that people typed."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from training.enums import District, OrganisationType
from training.organisations.names import KEY_LENGTH, organisation_key


class KeepsKeyOfName:
    """Mixin for a model with a `name` and its `key` (`training.organisations.names`)."""

    def save(self, **kwargs):
        """Save it with the key of its name."""
        self.key = organisation_key(self.name)
        super().save(**kwargs)


class Organisation(KeepsKeyOfName, models.Model):
    """One organisation whose people come to sessions, by the name that lists and reports use.

    `key` is that of its name (`training.organisations.names`). Names of people are no organisations and stand nowhere here.
    """

    name = models.CharField(max_length=160)
    key = models.CharField(
        max_length=KEY_LENGTH,
        unique=True,
        editable=False,
        error_messages={"unique": "An organisation of this name is on the register."},
    )
    kind = models.CharField(
        max_length=20,
        choices=OrganisationType,
        blank=True,
        help_text="Counts in place of what people choose in the form. Leave empty to keep what they choose.",
    )
    district = models.CharField(max_length=20, choices=District, blank=True)
    is_suggested = models.BooleanField(
        "suggest it",
        default=True,
        help_text="Its name is suggested to anybody who types the beginning of it in the booking form.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="training_organisation_known_kind",
                condition=Q(kind__in=["", *OrganisationType.values]),
                violation_error_message="Choose one of the kinds of organisation.",
            ),
            models.CheckConstraint(
                name="training_organisation_known_district",
                condition=Q(district__in=["", *District.values]),
                violation_error_message="Choose one of the districts.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a name that is on the register already, as a name or as another name of an organisation."""
        super().clean()
        self.key = organisation_key(self.name)
        refuse_known(self.name, but=self)


class OrganisationAlias(KeepsKeyOfName, models.Model):
    """Another name of an organisation: people who type it are of this organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("other name", max_length=160)
    key = models.CharField(
        max_length=KEY_LENGTH,
        unique=True,
        editable=False,
        error_messages={"unique": "An organisation of this name is on the register."},
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "other name"

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a name that is another organisation’s."""
        super().clean()
        self.key = organisation_key(self.name)
        refuse_known(self.name, but=self.organisation)


class NotAnOrganisation(KeepsKeyOfName, models.Model):
    """What people type who have no organisation, such as “none” or “n/a”. Two of them are of no one organisation."""

    name = models.CharField(max_length=160)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "name that is no organisation"
        verbose_name_plural = "names that are no organisation"

    def __str__(self):
        return self.name


def refuse_known(name, but):
    """Raise ValidationError if `name` is that of an Organisation other than `but`, or one of its other names."""
    key = organisation_key(name)
    others = Organisation.objects.exclude(pk=but.pk)
    other = others.filter(Q(key=key) | Q(aliases__key=key)).first()
    if other:
        raise ValidationError({"name": f"“{name}” is “{other}” on the register already."})
