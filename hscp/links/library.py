"""What is done with files of the library: put up, given a new version, replaced by another.

Nothing is kept here that `hscp.links.uploads.examine` has not let through: these functions take what it returns.
"""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from hscp.links.models import LibraryFile, OlderVersion, row_models
from hscp.links.models.files import VERSION_FIELDS
from hscp.records.saving import content_change


def put_up(file, examined, *, by):
    """Give the LibraryFile `file`, saved or not, the upload `examined` (an Examined), put up by the user `by`; save it.

    The upload that it had becomes an older version, and its addresses lead to the new one. Raises NoRoom, and then
    nothing has changed.
    """
    with content_change(by=by) as change:
        if file.pk:
            before = LibraryFile.objects.select_for_update().get(pk=file.pk)
            OlderVersion.objects.create(
                file=before, **{name: getattr(before, name) for name in VERSION_FIELDS}
            )
        stored = []
        try:
            _store(file, examined, stored)
            file.uploaded_by, file.uploaded_at = by, timezone.now()
            file.save()
        except BaseException:
            for field_file in stored:
                field_file.storage.delete(field_file.name)
            raise
        change.touched(file, *records_of(file))


def learn(file, examined):
    """Keep what was found out about the upload that the LibraryFile `file` has already, an Examined of the same content."""
    with content_change() as change:
        _describe(file, examined, [])
        file.save()
        change.touched(file, *records_of(file))


def replace(file, successor, *, by):
    """Let whatever offers `file` offer `successor` (LibraryFiles): records, and the address of `file`."""
    with content_change(by=by) as change:
        records = records_of(file)
        for rows in row_models():
            for row in rows.objects.filter(file=file):
                if rows.objects.filter(record=row.record_id, file=successor).exists():
                    row.delete()
                else:
                    row.file = successor
                    row.save(update_fields=["file"])
        file.variants.exclude(pk=successor.pk).update(variant_of=successor)
        file.replaced_by = successor
        file.save(update_fields=["replaced_by"])
        change.touched(file, successor, *records)


def forget(older):
    """Delete an older version (an OlderVersion), with its content."""
    with content_change():
        delete_content([older])
        older.delete()


def delete_content(stored):
    """Delete the content of `stored` (StoredFiles) from the disk, once the transaction that takes their rows is complete."""
    fields = [field for each in stored for field in (each.upload, each.preview) if field]

    def delete():
        for field in fields:
            field.storage.delete(field.name)

    transaction.on_commit(delete)


def records_of(file):
    """Return the records that offer `file` or what it is a variant of, as a list: of every kind."""
    files = list(filter(None, (file, file.variant_of)))
    return [
        row.record
        for rows in row_models()
        for row in rows.objects.filter(file__in=files).select_related("record").order_by("record", "pk")
    ]


def successor_of(file):
    """Return the file that has taken the place of `file` in the end: itself where none has."""
    seen = set()
    while file.replaced_by_id and file.pk not in seen:
        seen.add(file.pk)
        file = file.replaced_by
    return file


def _store(file, examined, stored):
    """Write the content and the preview, adding what was written to the list `stored`."""
    file.upload.save(f"upload.{examined.kind.code}", ContentFile(examined.content), save=False)
    stored.append(file.upload)
    _describe(file, examined, stored)


def _describe(file, examined, stored):
    """Write the preview, and set what is known of the content."""
    file.preview = ""
    if examined.preview:
        file.preview.save("preview.webp", ContentFile(examined.preview), save=False)
        stored.append(file.preview)
    file.size, file.digest = len(examined.content), examined.digest
    file.pages, file.width, file.height = examined.pages, examined.width, examined.height
    file.hints, file.is_scanned = examined.hints, examined.is_scanned
