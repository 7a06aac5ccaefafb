"""Situations: what worries parents and carers, in their own words.

A situation is a promise of help. So the public sees one only while something that it leads to is there for as long as the
situation is, and can be used: a contact for the public with a number or an address that is more than 999, which stands on
every page, or a toolkit or something to read for parents that has a file, or a link that somebody has confirmed.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hscp.languages.models import EnglishText, Translatable
from hscp.links.enums import LinkState
from hscp.records.publishable import Publishable, PublishableQuerySet
from hscp.records.rich_text import RichTextField
from hscp.records.state import State
from hscp.vocabulary import AudienceGroup
from hscp.web.addresses import record_path
from themes.models.themes import Theme

NO_HELP = (
    "It leads to no help. Choose a contact that is published for the public, for as long as this is shown, and has a number or "
    "an address; or a theme with a toolkit for parents that has a link. Until then, keep it as a draft."
)


def shown_as_long(prefix, start, end, now):
    """Return the condition (Q) that a record is shown from `start` (or `now`) to `end`, as values or F(); None is no limit.

    `prefix` leads to the record over a relation, such as "pathways__".
    """
    begun = Q(**{f"{prefix}publish_at__isnull": True}) | Q(**{f"{prefix}publish_at__lte": now})
    lasts = Q(**{f"{prefix}expire_at__isnull": True})
    if start is not None:
        begun |= Q(**{f"{prefix}publish_at__lte": start})
    if end is not None:
        lasts |= Q(**{f"{prefix}expire_at__gte": end})
    return begun & lasts & Q(**{f"{prefix}state": State.PUBLISHED})


def usable_contact(prefix, start, end, now):
    """Return the condition (Q) that a pathway helps parents from `start` to `end`: see `shown_as_long`."""
    number, emergency = f"{prefix}contact_points__value", settings.HSCP_EMERGENCY_NUMBERS[0]["number"]
    return (
        shown_as_long(prefix, start, end, now)
        & Q(**{f"{prefix}for_public": True, f"{number}__gt": ""})
        & Q(**{f"{prefix}contact_points__for_whom__in": ["everyone", "public"]})
        # Not ~Q(), which would leave out a contact that has 999 beside a number of its own.
        & (Q(**{f"{number}__lt": emergency}) | Q(**{f"{number}__gt": emergency}))
    )


def usable_reading(prefix, start, end, now):
    """Return the condition (Q) that a toolkit or resource for parents can be opened from `start` to `end`."""
    return (
        shown_as_long(prefix, start, end, now)
        & Q(**{f"{prefix}audience_group": AudienceGroup.PARENTS_AND_CARERS})
        & (
            Q(**{f"{prefix}link_rows__link__state": LinkState.CONFIRMED})
            | Q(**{f"{prefix}link_rows__file__isnull": False})
        )
    )


class SituationQuerySet(PublishableQuerySet):
    def without_help(self, now=None):
        """Return the situations that the public sees, or will by their dates, and that lead to no help for all that time."""
        return self.filter(state=State.PUBLISHED).leading_nowhere(now)

    def leading_nowhere(self, now=None):
        """Return the situations, in any state, that would lead to no help once they were published. See `without_help`."""
        now = now or timezone.now()
        start, end = F("publish_at"), F("expire_at")
        every = self.model._base_manager
        by_contact = every.filter(usable_contact("pathways__", start, end, now))
        themed = shown_as_long("themes__", start, end, now)
        by_reading = [
            every.filter(themed & usable_reading(f"themes__{kind}__", start, end, now))
            for kind in ("toolkits", "resources")
        ]
        helped = [each.values("pk") for each in (by_contact, *by_reading)]
        lasting = self.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=now))
        return lasting.exclude(Q(pk__in=helped[0]) | Q(pk__in=helped[1]) | Q(pk__in=helped[2]))


class Situation(Publishable, Translatable):
    """What worries a parent or carer, in their own words: the title. Leads to what helps them, by the child's age."""

    summary = models.TextField(blank=True, help_text="One or two plain sentences for the list.")
    advice = RichTextField(blank=True, help_text="What a parent or carer can do now, in plain words.")
    minimum_age = models.PositiveSmallIntegerField(
        "from age", null=True, blank=True, help_text="The child's age in years. Leave empty for no limit."
    )
    maximum_age = models.PositiveSmallIntegerField("to age", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="situations", help_text="Their toolkits for parents are shown."
    )
    pathways = models.ManyToManyField("contacts.Pathway", blank=True, related_name="situations")

    objects = SituationQuerySet.as_manager()
    theme_lookup = "themes"

    class Meta(Publishable.Meta):
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["order", "title", "id"], name="themes_situation_in_order"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="themes_situation_ages_in_order",
                condition=Q(maximum_age__gte=models.F("minimum_age")),
                violation_error_message="The highest age must not be below the lowest.",
            ),
        ]

    def get_absolute_url(self):
        return record_path("themes:situation_detail", self.slug)

    def english_text(self):
        return EnglishText(self.title, self.summary, self.advice)

    @classmethod
    def refusals(cls, pks):
        """Return {key: NO_HELP} for those that, as they, their contacts and their themes are stored, lead to no help."""
        helpless = cls.objects.filter(pk__in=pks).without_help().order_by("pk")
        return dict.fromkeys(helpless.values_list("pk", flat=True), NO_HELP)
