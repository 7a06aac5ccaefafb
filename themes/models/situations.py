"""Situations: what worries parents and carers, in their own words."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from hscp.records.publishable import Publishable
from hscp.records.rich_text import RichTextField
from themes.models.themes import Theme


class Situation(Publishable):
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

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="themes_situation_ages_in_order",
                condition=Q(maximum_age__gte=models.F("minimum_age")),
                violation_error_message="The highest age must not be below the lowest.",
            ),
        ]

    def get_absolute_url(self):
        return reverse("themes:situation_detail", args=[self.slug])
