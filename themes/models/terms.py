"""The glossary: acronyms and words that readers may not know."""

from django.db import models
from django.urls import reverse

from hscp.records.publishable import Publishable


class Term(Publishable):
    """An acronym or a word that readers may not know: it feeds the glossary, abbreviations and search."""

    stands_for = models.CharField(max_length=300, blank=True, help_text="The words behind an acronym.")
    explanation = models.TextField(blank=True, help_text="What it means, in plain words.")

    class Meta(Publishable.Meta):
        verbose_name = "glossary term"
        constraints = [*Publishable.Meta.constraints]

    def get_absolute_url(self):
        return f"{reverse('themes:glossary')}#{self.slug}"
