"""The search documents: what search knows of each published record, and how far their numbers have got."""

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
