"""The glossary: acronyms and words that readers may not know."""

from django.db import models
from django.urls import reverse

from hscp.records.publishable import Publishable
from themes.models.processes import Process
from themes.models.themes import Theme


class Term(Publishable):
    """An acronym or a word that readers may not know: it feeds the glossary, abbreviations and search."""

    stands_for = models.CharField(max_length=300, blank=True, help_text="The words behind an acronym.")
    explanation = models.TextField(blank=True, help_text="What it means, in plain words.")
    themes = models.ManyToManyField(Theme, blank=True, related_name="terms")
    toolkits = models.ManyToManyField("resources.Toolkit", blank=True, related_name="terms")
    processes = models.ManyToManyField(Process, blank=True, related_name="terms")
    pathways = models.ManyToManyField(
        "contacts.Pathway", blank=True, related_name="terms", verbose_name="whom to ask"
    )
    resources = models.ManyToManyField("resources.Resource", blank=True, related_name="terms")
    courses = models.ManyToManyField("training.Course", blank=True, related_name="terms")

    # What the word leads to on this site, in the order in which readers are shown it.
    LEADS_TO = ("themes", "toolkits", "processes", "pathways", "resources", "courses")

    class Meta(Publishable.Meta):
        verbose_name = "glossary term"
        constraints = [*Publishable.Meta.constraints]

    def leads(self):
        """Return the records that the word leads to, in the order in which readers are shown them."""
        return [record for name in self.LEADS_TO for record in getattr(self, name).all()]

    def get_absolute_url(self):
        return f"{reverse('themes:glossary')}#{self.slug}"
