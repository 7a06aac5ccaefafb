"""What a record leads to, in order: rows that name a link or a file, and what the public is shown of them."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, Value

from hscp.links.enums import LinkState
from hscp.links.models.files import LibraryFile, load_variants
from hscp.links.models.links import Link
from hscp.records.compiled_queries import CompiledQuery
from hscp.web.addresses import host


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
        return host(self.address) if self.file is None else ""


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


# What is read of the link and of the file of a row.
_LINK = ("address", "label", "kind", "language", "parent_page", "state")
_FILE = (
    "id",
    "title",
    "language",
    "alt_text",
    "upload",
    "size",
    "pages",
    "preview",
    "width",
    "height",
    "digest",
)


def load_links(records):
    """Load what the `records` lead to, so that their `links_shown` makes no query. Records of several models may be mixed.

    Makes one query, one more where some offer files, and one more for each model of which records that lead nowhere may have a
    default (`keep_default_links`).
    """
    by_model = defaultdict(list)
    for record in records:
        by_model[type(record)].append(record)
    found = defaultdict(list)
    for number, record, *_, values in _rows_of(by_model):
        if shown := _show(values):
            found[number, record].append(shown)
    load_variants([each.file for some in found.values() for each in some if each.file])
    for number, (model, some) in enumerate(by_model.items()):
        for record in some:
            record.keep_links(found[number, record.pk])
        model.keep_default_links([record for record in some if not record.links_shown])


def _show(values):
    """Return the ShownLink of the values of a row: those of _LINK, then those of _FILE."""
    link, file = values[: len(_LINK)], values[len(_LINK) :]
    if link[0]:
        return show_link(Link(**dict(zip(_LINK, link, strict=True))))
    file = LibraryFile(**dict(zip(_FILE, file, strict=True)))
    return ShownLink(file.get_absolute_url(), file.title, "", file.language, file=file)


_queries = {}


def _rows_of(by_model):
    """Return (number of the model, record, order, pk, values) for each row of the records of `by_model`, in the editors' order."""
    models = tuple(by_model)
    if not models:
        return []
    if models not in _queries:
        _queries[models] = CompiledQuery(lambda **records: _union(models, records))
    keys = {f"of_{number}": {record.pk for record in some} for number, some in enumerate(by_model.values())}
    rows = (tuple(row) for row in _queries[models](**keys))
    return sorted((*row[:4], row[4:]) for row in rows)


def _union(models, records):
    """Return the query of the rows of several models at once: a page would ask one query of each otherwise."""
    fields = [*(f"link__{name}" for name in _LINK), *(f"file__{name}" for name in _FILE)]
    first, *rest = (
        model._meta.get_field("link_rows")
        .related_model.objects.filter(record__in=records[f"of_{number}"])
        .order_by()
        .values_list(Value(number), "record", "order", "pk", *fields)
        for number, model in enumerate(models)
    )
    return first.union(*rest, all=True)
