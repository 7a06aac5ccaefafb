"""The sheet of contact pathways. Their numbers are in it to read: a second person must confirm a change of one."""

from hscp.admin.spreadsheets import RecordSheet, Shown


def _numbers(pathway):
    """Return the numbers and addresses of a pathway with what each is for, a line for each."""
    points = [point for point in pathway.contact_points.all() if point.value]
    return "\n".join(f"{point.label}: {point.value}" if point.label else point.value for point in points)


class PathwaySheet(RecordSheet):
    """Pathways with their numbers, which are not read."""

    related = ("contact_points",)

    numbers = Shown(
        "Numbers and addresses",
        _numbers,
        help="Change them on the page of the contact, where a second person confirms them.",
    )
