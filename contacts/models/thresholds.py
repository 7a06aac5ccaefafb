"""The four levels of need, and what may be seen at each."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from contacts.enums import Domain
from contacts.models.pathways import Pathway
from hscp.records.publishable import Publishable
from hscp.records.rich_text import RichTextField
from hscp.records.state import State


class ThresholdLevel(Publishable):
    """One of the four levels of need, and what to do at that level. The title is the level's name."""

    number = models.PositiveSmallIntegerField(unique=True)
    description = RichTextField(blank=True)
    examples = RichTextField(blank=True, help_text="What a practitioner may see at this level.")
    services = RichTextField(blank=True, help_text="Who helps at this level.")
    led_by = models.CharField("who leads", max_length=300, blank=True, help_text="Who coordinates the help.")
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
            models.CheckConstraint(
                name="contacts_thresholdlevel_says_what_to_do",
                condition=~Q(state=State.PUBLISHED) | Q(what_to_do__gt=""),
                violation_error_message="Say what to do at this level before it is published.",
            ),
        ]

    def __str__(self):
        return f"Level {self.number}: {self.title}"

    def get_absolute_url(self):
        return f"{reverse('contacts:threshold_list')}#level-{self.number}"


class ThresholdIndicator(models.Model):
    """One thing that a practitioner may see at a level of need."""

    level = models.ForeignKey(ThresholdLevel, on_delete=models.CASCADE, related_name="indicators")
    domain = models.CharField(max_length=10, choices=Domain)
    text = models.CharField(max_length=300, help_text="What may be seen, in one short line.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "indicator"
        constraints = [
            models.CheckConstraint(
                name="contacts_thresholdindicator_known_domain",
                condition=Q(domain__in=Domain.values),
                violation_error_message="Choose what the indicator is about.",
            ),
            models.CheckConstraint(
                name="contacts_thresholdindicator_text_given",
                condition=Q(text__gt=""),
                violation_error_message="Say what may be seen.",
            ),
        ]

    def __str__(self):
        return self.text
