"""Published editions: the brochure as it was on a day, frozen as a file. Made, served, withdrawn and brought back here.

Readers of last year's edition find it under its own address whatever happens to the brochure and to the records since.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from functools import cached_property

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.formats import date_format

from hscp.brochure.editions.contents import contents_of
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.documents.cache import get_or_make
from hscp.records.slugs import unique_slug

logger = logging.getLogger(__name__)


class CannotFreeze(Exception):
    """The edition cannot be published as a file; the message says why in words for an editor."""


class FileMissing(Exception):
    """The file of an edition is not where it was kept."""


@dataclass(frozen=True)
class Prepared:
    """A brochure that can be frozen: what it says, the PDF that says it, its pages, and its texts that lack signs."""

    brochure: Brochure
    contents: dict
    pdf: bytes
    pages: int
    changed: list

    @property
    def size(self):
        return len(self.pdf)

    @cached_property
    def seal(self):
        """A checksum of the contents: what an editor agreed to is what is frozen, or nothing is."""
        return _checksum(json.dumps(self.contents, sort_keys=True).encode())


def prepare(brochure):
    """Return the Prepared of a brochure as it is live now. Raises CannotFreeze, and CannotCompile if the PDF fails."""
    if not brochure.is_live():
        raise CannotFreeze(
            "Only a brochure that readers can see can be published as a file. Publish the brochure first."
        )
    contents, document = contents_of(brochure), get_or_make(brochure_document(brochure))
    return Prepared(brochure, contents, document.content, document.fit["pages"], document.changed)


def freeze(*, prepared, note, by):
    """Keep a Prepared as a published edition and return it. Raises CannotFreeze.

    The brochure's row is locked, so that a double click or two editors give one edition. What the records say is looked
    at once more under the lock: a change since `prepare` refuses. The file is written before the row, and removed if
    the row cannot be.
    """
    name = f"editions/{get_random_string(32).lower()}.pdf"
    try:
        with transaction.atomic():
            brochure = Brochure.objects.select_for_update(no_key=True).get(pk=prepared.brochure.pk)
            if not brochure.is_live() or contents_of(brochure) != prepared.contents:
                raise CannotFreeze("The brochure has changed since this page was opened. Look at it again.")
            if last := same_as_last(brochure, prepared.contents):
                raise CannotFreeze(
                    f"Nothing has changed since the edition of {_moment(last)}. It has already been published as a file."
                )
            name = default_storage.save(name, ContentFile(prepared.pdf))
            edition = PublishedEdition.objects.create(
                brochure=brochure,
                title=brochure.title,
                edition=brochure.edition,
                slug=unique_slug(PublishedEdition, f"{brochure.edition} of {timezone.localdate():%-d %B %Y}"),
                note=note,
                file=name,
                sha256=_checksum(prepared.pdf),
                size=prepared.size,
                pages=prepared.pages,
                contents=prepared.contents,
                published_by=by,
            )
    except BaseException:
        default_storage.delete(name)
        raise
    return edition


def last_edition(brochure):
    """Return the newest edition of `brochure` that is not withdrawn, or None."""
    return brochure.published_editions.not_withdrawn().first()


def same_as_last(brochure, contents):
    """Return the newest edition of `brochure` if it says the same and its file is there, else None."""
    last = last_edition(brochure)
    if last is None or last.contents != contents or not default_storage.exists(last.file.name):
        return None
    return last


def withdraw(*, edition, by):
    """Take an edition away from readers. Return whether it was not withdrawn before."""
    not_withdrawn = PublishedEdition.objects.not_withdrawn().filter(pk=edition.pk)
    return bool(not_withdrawn.update(withdrawn_at=timezone.now(), withdrawn_by=by))


def bring_back(*, edition):
    """Give a withdrawn edition back to readers. Return whether it was withdrawn."""
    withdrawn = PublishedEdition.objects.filter(pk=edition.pk, withdrawn_at__isnull=False)
    return bool(withdrawn.update(withdrawn_at=None, withdrawn_by=None))


def opened(edition):
    """Return the edition's file, open for reading. Raises FileMissing, and tells the log."""
    try:
        return default_storage.open(edition.file.name)
    except OSError as error:
        logger.error("The file of the published edition %s is missing: %s", edition.slug, edition.file.name)
        raise FileMissing(edition.slug) from error


def trouble_with(edition):
    """Return what is wrong with the edition's file, in a sentence for an editor; "" if it is as it was frozen."""
    try:
        with opened(edition) as file:
            same = _checksum(file.read()) == edition.sha256
    except FileMissing:
        return "The file is missing. Bring it back from a backup, or publish the edition again."
    return "" if same else "The file is not the one that was published. Bring it back from a backup."


def _moment(edition):
    return date_format(timezone.localtime(edition.published_at), "j F Y, H:i")


def _checksum(content):
    return hashlib.sha256(content).hexdigest()
