"""What is said of a record beside its title: its file, its years, the child's ages, its area."""

from django.template.defaultfilters import filesizeformat
from django.utils import timezone


def file_facts(record):
    """Return the type and size of what a record leads to first ("PDF, 1.2 MB"); "" for no file, or one that is gone."""
    way = record.first_way
    return facts_of_file(way.file) if way and way.file else ""


def facts_of_file(file):
    """Return the type, size and length of a StoredFile, such as "PDF, 1.2 MB, 12 pages"; what is not known is left out."""
    parts = [
        file.kind.label,
        filesizeformat(file.size) if file.size is not None else "",
        f"{file.pages} pages" if (file.pages or 0) > 1 else "",
    ]
    return ", ".join(filter(None, parts))


def years(record):
    """Return the years a record is valid for ("2023 to 2026"); "" when neither is known."""
    first, last = record.valid_from_year, record.valid_to_year
    if first and last:
        return f"{first} to {last}" if first != last else str(first)
    return f"from {first}" if first else f"to {last}" if last else ""


def ages(record):
    """Return the child's ages that a record is for ("Ages 3 to 18"); "" when there is no limit."""
    lowest, highest = record.minimum_age, record.maximum_age
    if highest is None:
        return f"From age {lowest}" if lowest else ""
    if highest == 0:
        return "Babies under 1"
    if not lowest:
        return f"Up to age {highest}"
    return f"Age {lowest}" if lowest == highest else f"Ages {lowest} to {highest}"


def is_past(record):
    """Return whether the last year a record is valid for is over."""
    return bool(record.valid_to_year) and record.valid_to_year < timezone.localdate().year


def lacks_link(record):
    """Return whether a reader expects a link and there is none. A collection is a heading: it need not lead anywhere."""
    return record.link_missing and getattr(record, "kind", "") != "collection"


def remarks(record):
    """Return what is shown next to a record's title in a list, as a list of texts.

    The publisher, the area and the file, and a warning once the record's years are over; each only where there is one.
    """
    publisher = getattr(record, "publisher", None)
    parts = [
        publisher.short_name or publisher.name if publisher else "",
        record.get_area_display(),
        file_facts(record),
    ]
    if getattr(record, "valid_to_year", None) and is_past(record):
        parts.append(f"Valid {years(record)}: check for a newer edition")
    return [part for part in parts if part]
