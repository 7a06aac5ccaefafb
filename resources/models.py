"""Toolkits, everything else that a practitioner reads, fills in or watches, and its publishers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from hscp.languages.models import EnglishText, Translatable
from hscp.links.models import Linked, LinkedQuerySet, LinkRow
from hscp.records.publishable import Publishable, PublishableQuerySet
from hscp.records.short_addresses import Shareable
from hscp.vocabulary import Area, AudienceGroup
from hscp.web.addresses import record_path
from resources.enums import ResourceKind
from resources.years import last_day


class Publisher(models.Model):
    """An organisation that publishes resources or provides courses."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(
        max_length=60, blank=True, help_text="As it appears in titles, such as NSPCC."
    )
    other_names = models.TextField(
        blank=True, help_text="Other forms of the name in titles, one on each line."
    )
    area = models.CharField(max_length=20, choices=Area, blank=True)
    default_link = models.ForeignKey(
        "links.Link",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="publishers",
        verbose_name="where its courses are booked",
        help_text="For the courses that it provides and that have no link of their own.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


# The ending of a toolkit's short address: a theme and its toolkits often have the same title.
_SHORT_ENDINGS = {
    AudienceGroup.PROFESSIONALS: "toolkit",
    AudienceGroup.PARENTS_AND_CARERS: "parents",
    AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE: "young-people",
}


class ContentQuerySet(PublishableQuerySet, LinkedQuerySet):
    """Records that are published and lead somewhere."""


class ForReaders(Translatable):
    """Mixin of what is for one group of readers: for families, it may be there in other words."""

    class Meta:
        abstract = True

    def english_text(self):
        return EnglishText(self.title, self.summary)

    def why_not_worded(self):
        if self.audience_group == AudienceGroup.PROFESSIONALS:
            return "It is for professionals. Only pages for parents, carers and young people are there in other languages."
        return ""


class Toolkit(Publishable, Linked, Shareable, ForReaders):
    """A set of tools about one subject for one audience. The same title for two audiences is two records."""

    audience_group = models.CharField(
        "audience", max_length=40, choices=AudienceGroup, default=AudienceGroup.PROFESSIONALS
    )
    summary = models.TextField(blank=True, help_text="One or two sentences: what it helps with, and whom.")
    area = models.CharField(max_length=20, choices=Area, blank=True)
    languages = models.CharField(
        max_length=300, blank=True, help_text="Languages other than English, if any."
    )

    objects = ContentQuerySet.as_manager()
    theme_lookup = "themes"

    class Meta(Publishable.Meta):
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["title", "id"], name="resources_toolkit_by_title"),
            models.Index(fields=["audience_group", "title", "id"], name="resources_toolkit_for_group"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["title", "audience_group"],
                name="resources_toolkit_title_once_per_audience",
                violation_error_message="There is already a toolkit with this title for this audience.",
            ),
            models.CheckConstraint(
                name="resources_toolkit_known_audience",
                condition=Q(audience_group__in=AudienceGroup.values),
                violation_error_message="Choose one of the three audience groups.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.get_audience_group_display().lower()})"

    def get_absolute_url(self):
        return record_path("resources:toolkit_detail", self.slug)

    @property
    def short_ending(self):
        return _SHORT_ENDINGS[self.audience_group]


class ToolkitLink(LinkRow):
    """One of the ways to a toolkit."""

    record = models.ForeignKey(Toolkit, on_delete=models.CASCADE, related_name="link_rows")


class Resource(Publishable, Linked, ForReaders):
    """A document, form, review, video or website, or a collection that groups several of them."""

    kind = models.CharField(max_length=30, choices=ResourceKind, default=ResourceKind.GUIDANCE)
    publisher = models.ForeignKey(
        Publisher, on_delete=models.PROTECT, null=True, blank=True, related_name="resources"
    )
    collection = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        help_text="The group this belongs to, such as “Practitioner Guides”.",
    )
    summary = models.TextField(blank=True, help_text="One or two sentences: what it is for.")
    audience_group = models.CharField(
        "audience", max_length=40, choices=AudienceGroup, default=AudienceGroup.PROFESSIONALS
    )
    audiences = models.ManyToManyField(
        "themes.Audience", blank=True, related_name="resources", verbose_name="finer audiences"
    )
    area = models.CharField(max_length=20, choices=Area, blank=True)
    languages = models.CharField(
        max_length=300, blank=True, help_text="Languages other than English, if any."
    )
    valid_from_year = models.PositiveSmallIntegerField("valid from year", null=True, blank=True)
    valid_to_year = models.PositiveSmallIntegerField("valid to year", null=True, blank=True)

    objects = ContentQuerySet.as_manager()
    theme_lookup = "themes"

    class Meta(Publishable.Meta):
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["title", "id"], name="resources_resource_by_title"),
            models.Index(fields=["audience_group", "title", "id"], name="resources_resource_for_group"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="resources_resource_known_kind",
                condition=Q(kind__in=ResourceKind.values),
                violation_error_message="Choose one of the kinds of resource.",
            ),
            models.CheckConstraint(
                name="resources_resource_known_audience",
                condition=Q(audience_group__in=AudienceGroup.values),
                violation_error_message="Choose one of the three audience groups.",
            ),
            models.CheckConstraint(
                name="resources_resource_years_in_order",
                condition=Q(valid_to_year__gte=F("valid_from_year")),
                violation_error_message="“Valid to” must not be before “valid from”.",
            ),
            models.CheckConstraint(
                name="resources_resource_not_its_own_collection",
                condition=~Q(collection=F("pk")),
                violation_error_message="A resource cannot be in itself.",
            ),
        ]

    def get_absolute_url(self):
        return record_path("resources:resource_detail", self.slug)

    @property
    def valid_until(self):
        if not self.valid_to_year:
            return None
        return last_day(self.title, self.valid_from_year, self.valid_to_year)

    def clean(self):
        """Refuse a collection that is not one. A constraint cannot check this, since it cannot look at another row."""
        super().clean()
        if self.collection and self.collection.kind != ResourceKind.COLLECTION:
            raise ValidationError(
                {
                    "collection": "Choose a record whose kind is “Collection”, or change that record's kind first."
                }
            )


class ResourceLink(LinkRow):
    """One of the ways to a resource."""

    record = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="link_rows")
