"""What a card or page says about a pathway's numbers: whom they are for, when each answers, and when they were checked.

Works on contact points and hours that are already loaded, so that a page with many cards makes no query for each.
"""

from dataclasses import dataclass

from django.utils.formats import date_format

from contacts.enums import ForWhom, Urgency, Weekday

OFFICE_HOURS, OUT_OF_HOURS = "In office hours", "Out of office hours"
UNCHECKED = "Nobody has checked these details for this portal yet."
PARTLY_CHECKED = "Some of these details have not been checked for this portal yet."


@dataclass(frozen=True)
class Checked:
    """What a reader sees about the checks: a sentence, and whether `each` number or address shows its own date."""

    words: str
    each: bool = False


def points_for(pathway, reader="", kind=""):
    """Return the pathway's contact points for a reader (a ForWhom value) and of a kind; "" is all of them.

    Points for everyone are for each reader. They come in the editors' order, except that a form or website whose
    address is not known yet comes last: nobody can use it.
    """
    points = [
        point
        for point in pathway.contact_points.all()
        if (not reader or point.for_whom in {reader, ForWhom.EVERYONE}) and (not kind or point.kind == kind)
    ]
    return sorted(points, key=lambda point: not point.value)


def by_reader(pathway):
    """Return (who the contact points are for, the points) in the order of ForWhom, without empty ones.

    Groups in which nothing can be used yet come last.
    """
    points = points_for(pathway)
    groups = [(whom.label, [point for point in points if point.for_whom == whom]) for whom in ForWhom]
    return sorted(
        ((label, group) for label, group in groups if group),
        key=lambda entry: not any(point.value for point in entry[1]),
    )


def by_hours(points):
    """Return (heading, contact points): those that answer day and night, then in office hours, then out of hours.

    The heading of those that answer day and night is "", and so is every heading if no number is for out of hours only.
    """
    always = [point for point in points if answers_day_and_night(point)]
    out = [point for point in points if point.out_of_hours and point not in always]
    office = [point for point in points if point not in always and point not in out]
    if not out:
        return [("", always + office)] if points else []
    return [
        (heading, group)
        for heading, group in (("", always), (OFFICE_HOURS, office), (OUT_OF_HOURS, out))
        if group
    ]


def answers_day_and_night(point):
    """Return whether the contact point answers at every hour of every day."""
    whole = {row.weekday for row in point.opening_hours.all() if row.opens == row.closes}
    return whole == set(Weekday.values)


def answers_out_of_hours(pathway):
    """Return whether the pathway has a number of its own for when the office is closed."""
    return any(heading == OUT_OF_HOURS for heading, _ in by_hours(points_for(pathway)))


def checked(pathway):
    """Return the Checked of a pathway: its oldest check once every number and address has been checked.

    A form or website whose address is not known yet does not count: there is nothing to check.
    """
    days = [point.verified_on for point in pathway.contact_points.all() if point.value]
    if not days:
        return Checked("")
    if not any(days):
        return Checked(UNCHECKED)
    if not all(days):
        return Checked(PARTLY_CHECKED, each=True)
    oldest = date_format(min(days), "j F Y")
    return Checked(f"Details last checked on {oldest}.", each=len(set(days)) > 1)


def urgent(pathways):
    """Return those of `pathways` that cannot wait, as a list, the most urgent first."""
    return [
        pathway
        for urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY)
        for pathway in pathways
        if pathway.urgency == urgency
    ]
