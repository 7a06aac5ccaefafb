"""The search documents and their numbering, editors' synonyms and pinned answers, and counts of popular searches."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class SearchState(models.Model):
    """The one row that says how far the documents have got.

    A writer locks it until its transaction ends, so numbers are committed in order: a reader that has got to number N
    has missed nothing below it. `epoch` names this run of numbers, `token` the last change.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    epoch = models.CharField(max_length=32)
    sequence = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="search_searchstate_only_one", condition=Q(id=1))]

    def __str__(self):
        return f"{self.epoch}:{self.sequence}"


class SearchDocument(models.Model):
    """What search knows about one published record. When the record goes, `removed` is set and its text is emptied."""

    kind = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    sequence = models.PositiveBigIntegerField(unique=True)
    removed = models.BooleanField(default=False)
    title = models.CharField(max_length=300)
    publish_at = models.DateTimeField(null=True, blank=True)
    expire_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"], name="search_searchdocument_once_per_record"
            )
        ]

    def __str__(self):
        if self.removed:
            return f"{self.title} ({self.kind}, not on the site)"
        return f"{self.title} ({self.data['label']}: {self.data['url']})"

    def is_live(self, at=None):
        """Return whether the public sees the record at `at` (aware datetime, default now)."""
        at = at or timezone.now()
        return (
            not self.removed
            and (self.publish_at is None or self.publish_at <= at)
            and (self.expire_at is None or self.expire_at > at)
        )

    @property
    def key(self):
        """The record's key in the index, such as "theme:4"."""
        return f"{self.kind}:{self.object_id}"


class SearchDependency(models.Model):
    """A record whose words appear in a document: `label` and `object_id` name it, such as "themes.theme" and 4."""

    # The constraint's index serves to look up by document.
    document = models.ForeignKey(
        SearchDocument, on_delete=models.CASCADE, related_name="dependencies", db_index=False
    )
    label = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "label", "object_id"], name="search_searchdependency_once"
            )
        ]
        indexes = [models.Index(fields=["label", "object_id"], name="search_dependency_by_record")]

    def __str__(self):
        return f"{self.document_id} uses {self.label}:{self.object_id}"


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


class SearchCount(models.Model):
    """How often the same words were searched for on one day, from five times upwards, in steps of five."""

    day = models.DateField()
    term = models.CharField(max_length=60)
    found_nothing = models.BooleanField(default=False)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "what people could not find"
        ordering = ["-day", "-found_nothing", "-count", "term"]
        constraints = [
            models.UniqueConstraint(fields=["day", "term"], name="search_searchcount_once_a_day"),
            models.CheckConstraint(
                name="search_searchcount_five_or_more",
                condition=Q(count__gte=5),
                violation_error_message="Words searched for fewer than five times are not kept.",
            ),
        ]

    def __str__(self):
        return f"{self.term}: {self.count} on {self.day}"
