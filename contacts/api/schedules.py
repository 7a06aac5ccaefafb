"""When a contact point answers, as the schedules of Open Referral UK (HSDS 3.0): rules of RFC 5545 in local time."""

from itertools import groupby

from contacts.api.identifiers import identifier
from contacts.enums import BANK_HOLIDAY, BankHolidays, Nth, Season, Weekday
from contacts.hours.opening_hours import hours_in_words
from contacts.hours.point_words import exceptions_in_words, usual_hours

_DAYS = {day.value: day.label[:2].upper() for day in Weekday}
_BANK_HOLIDAYS = {
    BankHolidays.CLOSED: "Closed on bank holidays in England.",
    BankHolidays.USUAL: "Open at the same hours on bank holidays.",
    BankHolidays.OWN: "Other hours on bank holidays in England.",
}
_SEASONS = {
    Season.TERM: "In term time only.",
    Season.HOLIDAYS: "In school holidays only.",
}


def schedules(service_id, point, today):
    """Return the schedules of a contact point, a dictionary each: its usual hours, then days that differ from `today` on.

    Hours that the standard has no rule for (bank holidays, closures, "at all other times") have no `freq`, and say in
    `description` and `notes` when they hold.
    """
    shared = {
        "service_id": service_id,
        "contact_id": identifier("contact_point", point.pk),
        "attending_type": point.get_kind_display(),
    }
    made = _following(point) if point.answers_when_closed else _usual(point)
    return [{**shared, **each} for each in [*made, *_exceptions(point, today)]]


def _following(point):
    other = point.answers_when_closed
    yield {
        "id": identifier("schedule", f"{point.pk}:closed:{other.pk}"),
        "description": f"{_name(point)}: {'; '.join(usual_hours(point))}",
        "notes": f"Answers whenever the contact {identifier('contact_point', other.pk)} is closed, also on bank holidays and "
        "on days that differ from its usual hours.",
    }


def _usual(point):
    """The hours, an entry for each two times; hours that run past midnight stay in one piece."""

    def sort(row):
        return row.opens, row.closes, row.season, row.weekday == BANK_HOLIDAY, row.nth != Nth.EVERY

    rows = sorted(point.opening_hours.all(), key=lambda row: (*sort(row), row.weekday, row.nth))
    for (opens, closes, season, on_holidays, monthly), group in groupby(rows, key=sort):
        days = list(group)
        notes = ["Local time in London."]
        if opens == closes:
            notes.append("Open for 24 hours from then.")
        elif closes < opens:
            notes.append("Closes on the following day.")
        if season:
            notes.append(_SEASONS[season])
        notes.append(
            "On bank holidays in England only." if on_holidays else _BANK_HOLIDAYS[point.bank_holidays]
        )
        # The identifier of plain weekly hours must stay what it was before others were known.
        special = "".join(
            [f":{season}" if season else "", ":bank" if on_holidays else "", ":monthly" if monthly else ""]
        )
        yield {
            "id": identifier("schedule", f"{point.pk}:{opens:%H:%M}:{closes:%H:%M}{special}"),
            **({} if on_holidays else {"freq": "MONTHLY" if monthly else "WEEKLY", "interval": 1}),
            **(
                {}
                if on_holidays
                else {"byday": ",".join(f"{row.nth or ''}{_DAYS[row.weekday]}" for row in days)}
            ),
            "opens_at": f"{opens:%H:%M}",
            "closes_at": f"{closes:%H:%M}",
            "description": f"{_name(point)}: {'; '.join(hours_in_words(days))}",
            "notes": " ".join(notes),
        }


def _exceptions(point, today):
    for row in point.exceptions.all():
        if row.last_day >= today:
            closed = row.opens is None
            times = (
                {}
                if closed
                else {
                    "freq": "WEEKLY",
                    "interval": 1,
                    "byday": ",".join(_DAYS.values()),
                    "opens_at": f"{row.opens:%H:%M}",
                    "closes_at": f"{row.closes:%H:%M}",
                }
            )
            when = "closed" if closed else f"{row.opens:%H:%M}"
            yield {
                "id": identifier("schedule", f"{point.pk}:{row.first_day}:{when}"),
                "valid_from": row.first_day.isoformat(),
                "valid_to": row.last_day.isoformat(),
                **times,
                "description": f"{_name(point)}: {'; '.join(exceptions_in_words([row], with_year=True))}",
                "notes": f"In the place of the usual hours on these days{': closed' if closed else ''}. Local time in London.",
            }


def _name(point):
    return point.label or point.get_kind_display()
