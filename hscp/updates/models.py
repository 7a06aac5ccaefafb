"""The lines that say what changed for readers, and what each belongs to."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hscp.search.models import SearchDocument
from hscp.updates.enums import Change, FacetName

# Search's name of contacts.
CONTACT = "pathway"
# What whoever has a number on paper has to know at once.
_AT_ONCE = Q(change=Change.NUMBER) | Q(change=Change.GONE, kind=CONTACT)


class UpdateQuerySet(models.QuerySet):
    def of(self, *records):
        """Return the lines about `records`, at least one, all of one kind."""
        opts = records[0]._meta
        return self.filter(
            content_type__app_label=opts.app_label,
            content_type__model=opts.model_name,
            object_id__in=[record.pk for record in records],
        )

    def told(self, at=None):
        """Return the lines of a page that is there whose moment has come at `at` (aware datetime, default now), but those silenced.

        `public` asks whether their pages are there.
        """
        return self._said(at or timezone.now()).exclude(change=Change.GONE)

    def public(self, at=None):
        """Return the lines that readers see at `at` (aware datetime, default now).

        A line is there from its moment on, while nobody has silenced it and the public sees its record: search has a
        document of every record that is published, with its dates. That a page was taken off the site is told while it
        is off.
        """
        at = at or timezone.now()
        live = SearchDocument.objects.filter(
            Q(publish_at=None) | Q(publish_at__lte=at),
            Q(expire_at=None) | Q(expire_at__gt=at),
            kind=OuterRef("kind"),
            object_id=OuterRef("object_id"),
            removed=False,
        )
        is_gone = Q(change=Change.GONE)
        return self._said(at).filter(
            Q(object_id=None) | (~is_gone & Exists(live)) | (is_gone & ~Exists(live))
        )

    def at_once(self):
        """Return the lines that are told at once: of numbers and addresses, and of contacts that were taken off the site."""
        return self.filter(_AT_ONCE)

    def by_the_day(self):
        """Return the lines that can wait for the day or the week: all others."""
        return self.exclude(_AT_ONCE)

    def major(self):
        """Return the lines that somebody who looks in once a year has to know."""
        return self.filter(major=True)

    def newest_first(self):
        return self.order_by("-said_at", "-pk")

    def _said(self, at):
        return self.filter(silenced=False, said_at__lte=at)


class Update(models.Model):
    """One line for readers about what changed: of one record, or of many that one import or bulk change wrote.

    The line of many stands at their theme, or at no record where they have none. Its `words` follow the title of the
    record, which is read as it is now: "Neglect" and "new indicator chart".
    """

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, null=True, blank=True, related_name="+", editable=False
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    record = GenericForeignKey("content_type", "object_id")
    # Search's name of the kind of record: "theme", "toolkit", "pathway".
    kind = models.CharField("kind of page", max_length=40, editable=False)
    change = models.CharField("about", max_length=10, choices=Change)
    words = models.CharField(
        "what readers are told",
        max_length=300,
        help_text="It follows the title of the page, such as “new indicator chart”. No full stop is needed.",
    )
    major = models.BooleanField(
        default=False,
        help_text="Somebody who looks in once a year has to know it: a new page, a new number, a new process.",
    )
    silenced = models.BooleanField(
        "not shown to readers",
        default=False,
        help_text="Readers, feeds and mails leave it out. What was sent already cannot be called back.",
    )
    said_at = models.DateTimeField(
        "shown from",
        default=timezone.now,
        help_text="The moment of the change. What is published from a moment on is told from that moment.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = UpdateQuerySet.as_manager()
    # hscp/page_cache/content_version.py asks for the next of these moments.
    pages_change_at = ("said_at",)

    class Meta:
        ordering = ["-said_at", "-pk"]
        default_permissions = ("change", "view")
        indexes = [
            models.Index(fields=["said_at"], name="updates_update_said_at"),
            models.Index(fields=["content_type", "object_id"], name="updates_update_record"),
            models.Index(fields=["kind", "object_id"], name="updates_update_document"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(words__gt=""),
                name="updates_update_words_given",
                violation_error_message="Say what readers are told, or tick “Not shown to readers”.",
            ),
            models.CheckConstraint(
                condition=Q(change__in=Change.values),
                name="updates_update_known_change",
                violation_error_message="Choose what the line is about.",
            ),
            models.CheckConstraint(
                condition=Q(content_type__isnull=True, object_id__isnull=True)
                | Q(content_type__isnull=False, object_id__isnull=False),
                name="updates_update_whole_record",
                violation_error_message="Name a record with its kind, or none.",
            ),
        ]
        verbose_name = "update"

    def __str__(self):
        return self.words


class UpdateFacet(models.Model):
    """One theme, audience or area that a line belongs to, by the values that lists have in their addresses."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=10, choices=FacetName)
    value = models.CharField(max_length=160)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name", "value"], name="updates_facet_value")]
        constraints = [
            models.UniqueConstraint(fields=["update", "name", "value"], name="updates_facet_once"),
            models.CheckConstraint(
                condition=Q(name__in=FacetName.values),
                name="updates_facet_known_name",
                violation_error_message="A line belongs to a theme, an audience or an area.",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.value}"
