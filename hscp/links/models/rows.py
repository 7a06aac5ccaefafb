"""What a record leads to, in order: rows that name a link or a file, and what the public is shown of them."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from hscp.links.enums import LinkState
from hscp.links.models.files import LibraryFile, load_variants
from hscp.links.models.links import Link
from hscp.records.compiled_queries import CompiledQuery


@dataclass(frozen=True, slots=True)
class ShownLink:
    """What the public is shown of one way to a record.

    `address` is "" where it is being mended. `file` is the LibraryFile of a file. An `unchecked` one was found in public, and no
    editor has confirmed it; of a `parent_page` readers are told that they find it there. One that `is_default` serves all records
    of an organisation that have none of their own.
    """

    address: str
    label: str = ""
    kind: str = ""
    language: str = ""
    parent_page: bool = False
    unchecked: bool = False
    broken: bool = False
    is_default: bool = False
    file: LibraryFile | None = None

    @property
    def host(self):
        """The host that it leads to, without "www."; "" for a file of this site."""
        return (urlsplit(self.address).hostname or "").removeprefix("www.") if self.file is None else ""


class LinkRow(models.Model):
    """One of the ways to a record, a part of that record: a link, or a file of the library.

    Each kind of record has a table of its own, whose `record` names the owner with the related name "link_rows".
    """

    link = models.ForeignKey(
        Link, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)s_rows"
    )
    file = models.ForeignKey(
        LibraryFile, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)s_rows"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        verbose_name = "link or file"
        verbose_name_plural = "links and files"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "link"],
                name="%(app_label)s_%(class)s_link_once",
                violation_error_message="The record has this link already.",
            ),
            models.UniqueConstraint(
                fields=["record", "file"],
                name="%(app_label)s_%(class)s_file_once",
                violation_error_message="The record has this file already.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_link_or_file",
                condition=Q(link__isnull=False, file=None) | Q(link=None, file__isnull=False),
                violation_error_message="Give a link or a file, not both.",
            ),
        ]

    def __str__(self):
        return str(self.link or self.file)

    @property
    def shown(self):
        """The ShownLink of this row, or None for a link that was withdrawn."""
        if self.file_id:
            return ShownLink(
                self.file.get_absolute_url(), self.file.title, "", self.file.language, file=self.file
            )
        return show_link(self.link)


def row_models():
    """Return the models of rows, one for each kind of record that leads somewhere."""
    return LinkRow.__subclasses__()


def show_link(link, is_default=False):
    """Return the ShownLink of a Link, or None if it was withdrawn."""
    if link.state == LinkState.WITHDRAWN:
        return None
    broken = link.state == LinkState.BROKEN
    return ShownLink(
        "" if broken else link.address,
        link.label,
        link.kind,
        link.language,
        link.parent_page,
        link.state == LinkState.SUGGESTED,
        broken,
        is_default,
    )


def load_links(records):
    """Load what the `records` lead to, so that their `links_shown` makes no query. Records of several models may be mixed.

    Makes one query for each model, one more where some offer files, and one more where records that lead nowhere may have a default (`keep_default_links`).
    """
    by_model = defaultdict(list)
    for record in records:
        by_model[type(record)].append(record)
    for model, some in by_model.items():
        rows = defaultdict(list)
        for row in _rows_of(model)(records={record.pk for record in some}):
            rows[row.record_id].append(row)
        load_variants([row.file for some_rows in rows.values() for row in some_rows if row.file_id])
        for record in some:
            record.keep_links(rows[record.pk])
        model.keep_default_links([record for record in some if not record.links_shown])


_queries = {}


def _rows_of(model):
    """Return the CompiledQuery of the rows of records of `model`, in their order."""
    if model not in _queries:
        row_model = model._meta.get_field("link_rows").related_model

        def build(records):
            rows = row_model.objects.filter(record__in=records).select_related("link", "file")
            return rows.defer("link__evidence", "link__note").order_by("order", "pk")

        _queries[model] = CompiledQuery(build)
    return _queries[model]
