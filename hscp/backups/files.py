"""The uploaded files as a whole, in whatever storage they are: which there are, which records name, and putting them back."""

from django.core.files.base import File
from django.db.models import FileField

from hscp.backups.archive import digest_of
from hscp.backups.problems import BackupProblem
from hscp.records.parts import models_except


def stored_names(storage):
    """Return the names of all files in `storage`, in order."""
    found, folders = [], [""]
    while folders:
        folder = folders.pop()
        try:
            below, names = storage.listdir(folder)
        except FileNotFoundError:
            # Nothing was uploaded yet: the folder is made with the first file.
            continue
        prefix = f"{folder}/" if folder else ""
        # An object store lists a folder that somebody made by hand as a file without a name.
        found += [f"{prefix}{name}" for name in names if name]
        folders += [f"{prefix}{name}" for name in below]
    return sorted(found)


def named_by_records():
    """Return the names of all files that records of the database name."""
    names = set()
    for model in models_except(frozenset()):
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                names |= set(
                    model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                )
    return names


def put_back(archive, storage):
    """Write the uploaded files of `archive` into `storage`; return the names that were written. What is there already stays.

    A file that differs from that of the backup is replaced. Files that the backup does not know are left alone.
    """
    written = []
    for name in archive.file_names:
        if storage.exists(name):
            with storage.open(name) as file:
                if digest_of(file) == archive.digest_of_file(name):
                    continue
            storage.delete(name)
        saved = storage.save(name, File(archive.open_file(name), name=name))
        if saved != name:
            storage.delete(saved)
            raise BackupProblem(
                f"The file {name} could not be put back under its name. Is somebody uploading now?"
            )
        written.append(name)
    return written


def files_that_differ(archive, storage):
    """Return in words which uploaded files of `archive` are not in `storage` as they were."""
    found = []
    for name in archive.file_names:
        if not storage.exists(name):
            found.append(f"The file {name} is missing.")
            continue
        with storage.open(name) as file:
            if digest_of(file) != archive.digest_of_file(name):
                found.append(f"The file {name} differs.")
    return found
