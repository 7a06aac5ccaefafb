"""What a card or page says about a pathway's numbers: whom they are for, when each answers, and when they were checked.

Works on contact points and hours that are already loaded, so that a page with many cards makes no query for each.
"""

from dataclasses import dataclass

from django.utils.formats import date_format

from contacts.enums import ANSWERED, BANK_HOLIDAY, RUNG, BankHolidays, ForWhom, Nth, Urgency, Weekday

OFFICE_HOURS, OUT_OF_HOURS = "In office hours", "Out of office hours"


@dataclass(frozen=True)
class Checked:
    """What a reader sees about the checks of a pathway's numbers and addresses.

    `words` says when, if that is one day for all of them; else `each` is True, and those checked show their own date.
    `complete` is False while one was never checked: the page says so once, however many contacts it shows.
    """

    words: str = ""
    each: bool = False
    complete: bool = True


def points_for(pathway, reader="", kind=""):
    """Return the contact points that a reader (a ForWhom value) can use, of a kind; "" is all. In the editors' order.

    Points for everyone are for each reader. A form or website whose address is not known is left out: see `named_only`.
    """
    return [point for point in _all_for(pathway, reader, kind) if point.value]


def named_only(pathway, reader="", kind=""):
    """Return the forms and websites of a pathway whose address is not known, as `points_for` does those that can be used."""
    return [point for point in _all_for(pathway, reader, kind) if not point.value]


def _all_for(pathway, reader, kind):
    # 999 is rung like any other number.
    kinds = RUNG if kind in RUNG else (kind,)
    return [
        point
        for point in pathway.contact_points.all()
        if (not reader or point.for_whom in {reader, ForWhom.EVERYONE}) and (not kind or point.kind in kinds)
    ]


def written_points(pathway, reader):
    """Return those of a pathway's usable points that nobody answers at once: forms, websites, email and post."""
    return [point for point in pathway.usable_points(reader) if point.kind not in ANSWERED]


def meant_for(point):
    """Return who a contact point is for, such as "for professionals"; "" if that is everyone."""
    return "" if point.for_whom == ForWhom.EVERYONE else f"for {point.get_for_whom_display().lower()}"


def by_reader(pathway):
    """Return (who the contact points are for, those that can be used) in the order of ForWhom, without empty ones."""
    points = points_for(pathway)
    groups = [(whom.label, [point for point in points if point.for_whom == whom]) for whom in ForWhom]
    return [(label, group) for label, group in groups if group]


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
    """Return whether the contact point answers at every hour of every day, bank holidays too."""
    whole = {
        row.weekday
        for row in point.opening_hours.all()
        if row.opens == row.closes and row.nth == Nth.EVERY and not row.season
    }
    holidays = point.bank_holidays == BankHolidays.USUAL or (
        point.bank_holidays == BankHolidays.OWN and BANK_HOLIDAY in whole
    )
    return holidays and whole >= set(Weekday.values)


def answers_out_of_hours(pathway):
    """Return whether the pathway has a number of its own for when the office is closed."""
    return any(heading == OUT_OF_HOURS for heading, _ in by_hours(points_for(pathway)))


def checked(pathway):
    """Return the Checked of a pathway.

    A form or website whose address is not known yet does not count: there is nothing to check.
    """
    days = {point.verified_on for point in points_for(pathway)}
    if len(days) == 1 and None not in days:
        return Checked(f"Checked on {date_format(days.pop(), 'j F Y')}.")
    return Checked(each=len(days) > 1, complete=None not in days)


def sources(pathway):
    """Return where the details of a Pathway were found that nobody has checked, each once, in the editors' order."""
    found = (point.source for point in points_for(pathway) if point.source and point.verified_on is None)
    return list(dict.fromkeys(found))


def not_served(pathway, at=None):
    """Return what a card says of the places that a Pathway does not serve, as (words, who serves them, their address).

    The address is "" unless they have a contact of their own that is live `at` (default now). Makes no query if the catchments
    and their contacts are loaded.
    """
    return [
        (
            f"Not for {row.places}",
            row.served_by,
            row.other.get_absolute_url() if row.other and row.other.is_live(at) else "",
        )
        for row in pathway.catchments.all()
    ]


def urgent(pathways):
    """Return those of `pathways` that cannot wait, as a list, the most urgent first.

    Those for people elsewhere are left out: the contact that does not serve them leads there.
    """
    pathways = list(pathways)
    elsewhere = {row.other_id for pathway in pathways for row in pathway.catchments.all()}
    return [
        pathway
        for urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY)
        for pathway in pathways
        if pathway.urgency == urgency and pathway.pk not in elsewhere
    ]


def for_any_worry(pathways):
    """Return the urgent ones of `pathways` that are not for one case alone, as a list, the most urgent first."""
    return [pathway for pathway in urgent(pathways) if not pathway.case]
