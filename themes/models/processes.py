"""What an agency does about a topic, in headed sections."""

from django.db import models

from hscp.records.publishable import Publishable
from hscp.records.rich_text import RichTextField
from hscp.web.addresses import record_path
from themes.models.themes import Theme


class Process(Publishable):
    """What an agency does about a topic, and what a practitioner does: one entry of “Themes and processes”."""

    summary = models.TextField(blank=True, help_text="One or two sentences for lists.")
    order = models.PositiveSmallIntegerField(default=0)
    title_to_verify = models.BooleanField(
        default=False,
        help_text="Ticked when the title was lost in the source document and is ours to confirm.",
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="processes")
    resources = models.ManyToManyField("resources.Resource", blank=True, related_name="processes")
    pathways = models.ManyToManyField("contacts.Pathway", blank=True, related_name="processes")

    theme_lookup = "themes"

    class Meta(Publishable.Meta):
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["order", "title", "id"], name="themes_process_in_order"),
        ]
        verbose_name_plural = "processes"
        constraints = [*Publishable.Meta.constraints]

    def get_absolute_url(self):
        return record_path("themes:process_detail", self.slug)


class ProcessSection(models.Model):
    """One headed part of a process."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=200)
    body = RichTextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.heading
