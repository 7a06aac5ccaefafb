"""What editors teach search: synonyms, pinned answers, everyday phrases and places."""

from django.db import models
from django.db.models import Q

from hscp.search.models.documents import SearchDocument


def phrases(text):
    """Return the phrases of `text`, one per line, without empty lines."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Synonym(models.Model):
    """Words that people type, and the words that the records use for the same thing."""

    words = models.TextField(
        "what people type",
        help_text="One word or phrase on each line. The words of a phrase may stand anywhere in the search.",
    )
    means = models.TextField(
        "what the site calls it", help_text="One word or phrase on each line, best as it stands in a title."
    )
    both_ways = models.BooleanField(
        default=False, help_text="Tick if the second list should also find what the first list finds."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["words", "pk"]
        constraints = [
            models.CheckConstraint(
                name="search_synonym_words_given",
                condition=Q(words__gt="") & Q(means__gt=""),
                violation_error_message="Give at least one phrase on each side.",
            ),
            models.UniqueConstraint(
                fields=["words"],
                name="search_synonym_words_once",
                violation_error_message="There is already a synonym for these words.",
            ),
        ]

    def __str__(self):
        return f"{', '.join(phrases(self.words))} → {', '.join(phrases(self.means))}"


class PinnedAnswer(models.Model):
    """A record that editors put first when all of `words` are in a search."""

    words = models.CharField(
        max_length=100, help_text="The answer is shown when every one of these words is in the search."
    )
    # Documents are never deleted, so a pin survives the archiving of its record and counts again when it returns.
    document = models.ForeignKey(
        SearchDocument, on_delete=models.CASCADE, related_name="pins", verbose_name="record"
    )
    order = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["words", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="search_pinnedanswer_words_given",
                condition=Q(words__gt=""),
                violation_error_message="Give the words.",
            ),
            models.UniqueConstraint(
                fields=["words", "document"],
                name="search_pinnedanswer_once",
                violation_error_message="This record is pinned to these words already.",
            ),
        ]

    def __str__(self):
        return f"{self.words} → {self.document.title}"


class EverydayPhrases(models.Model):
    """How people describe a subject without its name: signs, scenes, slang, questions. One row for each subject."""

    document = models.OneToOneField(
        SearchDocument,
        on_delete=models.CASCADE,
        related_name="everyday_phrases",
        verbose_name="subject",
        help_text="Type part of its title. Only what the site shows now or will show can be chosen.",
    )
    phrases = models.TextField(
        help_text="One on each line, as people say it: three to twelve words without the name of the subject. Thirty or more work best."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "everyday phrases"
        ordering = ["document__title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="search_everydayphrases_given",
                condition=Q(phrases__gt=""),
                violation_error_message="Give at least one phrase.",
            )
        ]

    def __str__(self):
        return f"Everyday phrases of {self.document.title}"


class Place(models.Model):
    """A place that people name in a search, and whom to ask there if it is outside the area that this site serves."""

    area = models.CharField(
        max_length=100, unique=True, help_text="As readers are told it, such as “Portsmouth”."
    )
    names = models.TextField(
        help_text="The names that people type, one on each line. Leave out what is also an everyday word, such as Reading or Bath."
    )
    is_served = models.BooleanField("this site serves it", default=False)
    document = models.ForeignKey(
        SearchDocument,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="places",
        verbose_name="contact there",
        help_text="Shown to who names the place, if this site does not serve it. Type part of the title of a contact.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["area"]
        constraints = [
            models.CheckConstraint(
                name="search_place_names_given",
                condition=Q(names__gt="") & Q(area__gt=""),
                violation_error_message="Give the area and at least one name.",
            )
        ]

    def __str__(self):
        return self.area
