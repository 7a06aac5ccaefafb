"""What became of a page at an address that has no live record: for JSON and frames, whose addresses have its slug."""

from hscp.records.redirects import renamed
from hscp.records.withdrawn import in_place_of, withdrawn


def became_of(model, slug):
    """Return (the slug of the page of `model` to go to instead, the Withdrawn of the record), each None where there is none.

    As on its page, a successor comes first, and an address that leads elsewhere does so whatever was there. `slug` is any text.
    """
    # PostgreSQL refuses a NUL, and no address of ours has ever had one.
    if not slug.isprintable():
        return None, None
    record = model.objects.filter(slug=slug).first()
    if record is not None and (instead := in_place_of(record)) is not None:
        return instead.slug, None
    if (current := renamed(model, slug)) is not None:
        return current, None
    return None, withdrawn(record) if record is not None else None
