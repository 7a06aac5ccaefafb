"""Records with a web address or an uploaded file."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, URLValidator
from django.db import models
from django.db.models import Q
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


# The condition that a record has neither a link nor a file.
LINK_MISSING = Q(link="", file="")


class LinkedQuerySet(models.QuerySet):
    def link_missing(self):
        """Return the records that have neither a link nor a file."""
        return self.filter(LINK_MISSING)


class Linked(models.Model):
    """A record with a web address or a file. Both may be missing: its page then says how else to get it."""

    link = models.URLField(
        "web address",
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="The full address, starting with https://. Leave empty if it is not known: the page then says so.",
    )
    file = models.FileField(
        upload_to=stored_name,
        blank=True,
        validators=[FileExtensionValidator(FILE_TYPES), check_file],
        help_text="A PDF, Word, Excel, PowerPoint or image file of at most 20 MB, instead of a web address.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_link_or_file",
                condition=Q(link="") | Q(file=""),
                violation_error_message="Give a web address or a file, not both.",
            )
        ]

    @property
    def link_missing(self):
        """Whether the record has neither a link nor a file yet."""
        return not self.link and not self.file

    @property
    def target(self):
        """The address a reader follows: the link, the file's address, or "" when both are missing."""
        return self.link or (self.file.url if self.file else "")

    @property
    def host(self):
        """The host of the link, to tell readers where they are about to go; "" without a link."""
        return (urlsplit(self.link).hostname or "").removeprefix("www.") if self.link else ""
