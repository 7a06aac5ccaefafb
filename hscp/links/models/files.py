"""The library of uploaded files: one file serves many records."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.crypto import get_random_string

FILE_TYPES = ["pdf", "docx", "xlsx", "pptx", "jpg", "jpeg", "png", "webp"]
MAX_FILE_BYTES = 20 * 1024 * 1024
# The first bytes of each accepted file type: a name alone proves nothing.
_SIGNATURES = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "pptx": b"PK\x03\x04",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "webp": b"RIFF",
}


def stored_name(instance, filename):
    """Return the path to store a file under: random, so that nobody can guess it, but with its type."""
    return (
        f"{instance._meta.model_name}/{get_random_string(32).lower()}{PurePosixPath(filename).suffix.lower()}"
    )


def check_file(file):
    """Raise ValidationError if an uploaded `file` is too large or not of the type that its name says."""
    if getattr(file, "_committed", False):
        return  # stored already
    if file.size > MAX_FILE_BYTES:
        raise ValidationError(
            "The file is larger than 20 MB. Make it smaller, or give a link instead.", code="too_large"
        )
    signature = _SIGNATURES.get(PurePosixPath(file.name).suffix.lower().lstrip("."), b"")
    file.seek(0)
    start = file.read(len(signature))
    file.seek(0)
    if start != signature:
        raise ValidationError(
            "The file is not what its name says. Save it again in its own program and upload it once more.",
            code="wrong_type",
        )


class LibraryFile(models.Model):
    """An uploaded file, which any number of records may offer."""

    title = models.CharField(max_length=300, help_text="What it is called in lists, such as “Welsh leaflet”.")
    upload = models.FileField(
        "file",
        upload_to=stored_name,
        max_length=200,
        validators=[FileExtensionValidator(FILE_TYPES), check_file],
        help_text="A PDF, Word, Excel, PowerPoint or image file of at most 20 MB.",
    )
    language = models.CharField(max_length=60, blank=True, help_text="The language, where it is not English.")
    alt_text = models.CharField(
        "words for a picture",
        max_length=300,
        blank=True,
        help_text="What a picture shows, for people who cannot see it.",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = "file"

    def __str__(self):
        return self.title
