"""A web address, and what is known of it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from hscp.links.addresses import LONGEST, check_address, clean_address
from hscp.links.enums import LinkKind, LinkSource, LinkState
from hscp.web.addresses import host


class AddressField(models.URLField):
    """A web address, kept as `clean_address` gives it, whichever way it is written."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(*args, **kwargs)
        self.validators = [check_address]

    def to_python(self, value):
        value = super().to_python(value)
        try:
            return clean_address(value) if value else value
        except ValidationError:
            return value  # the validator says what is wrong

    def pre_save(self, model_instance, add):
        """Clean what no form has read, such as an import's; an address that is refused raises ValidationError."""
        value = super().pre_save(model_instance, add)
        if value:
            value = clean_address(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class Link(models.Model):
    """One web address and one decision about it, which serves all records that lead there.

    An address that is the thing itself for one record and only the page on which another is found is two links.
    """

    address = AddressField("web address", help_text="The full address, starting with https://.")
    label = models.CharField(
        max_length=200,
        blank=True,
        help_text="What readers open, such as “Welsh leaflet”. Leave empty where it is the record itself.",
    )
    kind = models.CharField(max_length=10, choices=LinkKind, default=LinkKind.PAGE)
    language = models.CharField(max_length=60, blank=True, help_text="The language, where it is not English.")
    parent_page = models.BooleanField(
        "only the page above it",
        default=False,
        help_text="Tick where it is not the thing itself, but the page on which it is found.",
    )
    state = models.CharField(max_length=10, choices=LinkState, default=LinkState.CONFIRMED)
    source = models.CharField("from", max_length=10, choices=LinkSource, default=LinkSource.EDITOR)
    evidence = models.TextField(blank=True, help_text="Where the address was found.")
    note = models.CharField(max_length=300, blank=True, help_text="For editors. Not shown to the public.")
    withdrawn_because = models.CharField("withdrawn because", max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    checked_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["address", "parent_page"]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "parent_page"],
                name="links_link_once",
                violation_error_message="There is already a link with this address.",
            ),
            models.CheckConstraint(
                name="links_link_address_given",
                condition=Q(address__gt=""),
                violation_error_message="Give the web address.",
            ),
            models.CheckConstraint(
                name="links_link_known_kind",
                condition=Q(kind__in=LinkKind.values),
                violation_error_message="Choose one of the kinds of link.",
            ),
            models.CheckConstraint(
                name="links_link_known_state",
                condition=Q(state__in=LinkState.values),
                violation_error_message="Choose one of the states.",
            ),
            models.CheckConstraint(
                name="links_link_known_source",
                condition=Q(source__in=LinkSource.values),
                violation_error_message="Say where the link comes from.",
            ),
        ]

    def __str__(self):
        return self.address

    @property
    def host(self):
        """The host of the address, without "www."."""
        return host(self.address)

    @property
    def state_when_working(self):
        """The state of a broken link once it works again: confirmed if somebody has ever stood for it."""
        found = self.source == LinkSource.PUBLIC and self.checked_on is None
        return LinkState.SUGGESTED if found else LinkState.CONFIRMED
