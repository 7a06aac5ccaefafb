"""The library of uploaded files: one file serves many records, and keeps the versions that it had."""

from collections import defaultdict
from contextlib import suppress
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from hscp.links.uploads.kinds import SUFFIXES, Kind

_LONGEST_SLUG = 80  # characters of the title in an address
# A file from before there were rules for uploads may be of no known kind.
_UNKNOWN = Kind("", "File", "application/octet-stream", False, 0)


def stored_name(instance, filename):
    """Return the path to store a file under: random, so that nobody can guess it, but with its type."""
    return (
        f"{instance._meta.model_name}/{get_random_string(32).lower()}{PurePosixPath(filename).suffix.lower()}"
    )


class StoredFile(models.Model):
    """One upload as it was examined, with what is known of it, so that no page opens the file itself.

    What is put up goes through `hscp.links.library`. The `preview` is a small picture of an image or of a PDF's first page;
    `width` and `height` are the preview's, in pixels.
    """

    upload = models.FileField("file", upload_to=stored_name, max_length=200)
    size = models.PositiveIntegerField("bytes", null=True, blank=True, editable=False)
    pages = models.PositiveIntegerField(null=True, blank=True, editable=False)
    width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    preview = models.FileField(upload_to=stored_name, max_length=200, blank=True, editable=False)
    digest = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    hints = models.JSONField("what readers may miss", default=list, blank=True, editable=False)
    is_scanned = models.BooleanField("scanned for viruses", default=False, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Keep the size with the file, however it comes."""
        if self.size is None and self.upload:
            with suppress(OSError):
                self.size = self.upload.size
        super().save(*args, **kwargs)

    @property
    def suffix(self):
        """The suffix of the file, without its dot."""
        return PurePosixPath(self.upload.name).suffix.lower().lstrip(".")

    @property
    def kind(self):
        """The Kind of the file."""
        return SUFFIXES.get(self.suffix, _UNKNOWN)


# What belongs to the upload and not to the file of the library, which may have had several.
VERSION_FIELDS = [field.name for field in StoredFile._meta.fields]


class LibraryFile(StoredFile):
    """A file that any number of records may offer. It has the newest upload; the older ones are its `older_versions`.

    `variants_shown` are the files that readers are offered with it, once `load_variants` has loaded them.
    """

    variants_shown = ()

    title = models.CharField(max_length=300, help_text="What it is called in lists, such as “Welsh leaflet”.")
    language = models.CharField(max_length=60, blank=True, help_text="The language, where it is not English.")
    alt_text = models.CharField(
        "words for a picture",
        max_length=300,
        blank=True,
        help_text="What a picture shows, for people who cannot see it.",
    )
    variant_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="variants",
        verbose_name="the same as",
        help_text="Where this is the same document in another language or format: wherever that is offered, so is this.",
    )
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        help_text="Where another file has taken its place: records that offered this one then offer that, and so does its address.",
    )

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = "file"
        constraints = [
            models.CheckConstraint(
                name="links_libraryfile_variant_of_another",
                condition=Q(variant_of=None) | ~Q(variant_of=F("pk")),
                violation_error_message="A file cannot be a variant of itself.",
            ),
            models.CheckConstraint(
                name="links_libraryfile_replaced_by_another",
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk")),
                violation_error_message="A file cannot replace itself.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the address that stays, whichever version the file has; only its readable end follows the title."""
        return reverse("site:file", args=[self.pk, self.file_name])

    @property
    def file_name(self):
        """The name under which readers save the file."""
        name = slugify(self.title)[:_LONGEST_SLUG].strip("-") or "file"
        return f"{name}.{self.suffix}" if self.suffix else name

    @property
    def preview_address(self):
        """The address of the small picture that shows the file; "" where there is none."""
        if not self.preview:
            return ""
        # Another version is another picture.
        return f"{reverse('site:file_preview', args=[self.pk])}?v={self.digest[:8]}"

    @property
    def preview_text(self):
        """What is said of the small picture to those who cannot see it."""
        return self.alt_text or f"First page of “{self.title}”"

    def clean(self):
        """Refuse a file that would lead back to itself, and a variant of a variant."""
        if self.variant_of and (self.variant_of.variant_of_id or (self.pk and self.variants.exists())):
            raise ValidationError(
                {"variant_of": "Choose the one file that all variants belong to, not a variant of it."}
            )
        successor, seen = self.replaced_by, {self.pk}
        while successor is not None:
            if successor.pk in seen:
                raise ValidationError({"replaced_by": "That file was itself replaced by this one."})
            seen.add(successor.pk)
            successor = successor.replaced_by


def load_variants(files):
    """Load the `variants_shown` of `files` (LibraryFiles): the same in other languages and formats. One query, or none for none."""
    if not files:
        return
    by_file = defaultdict(list)
    found = LibraryFile.objects.filter(variant_of__in={file.pk for file in files}, replaced_by=None)
    for variant in found.order_by("language", "title", "pk"):
        by_file[variant.variant_of_id].append(variant)
    for file in files:
        file.variants_shown = by_file[file.pk]


class OlderVersion(StoredFile):
    """An upload that a file of the library had before."""

    file = models.ForeignKey(LibraryFile, on_delete=models.CASCADE, related_name="older_versions")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return f"{self.file}, {timezone.localtime(self.uploaded_at):%-d %b %Y, %H:%M}"
