"""A pathway as search engines read it: schema.org, in a JSON-LD block of its page. https://schema.org/ContactPoint

Works on contact points and hours that are already loaded.
"""

import datetime
from itertools import groupby

from django.utils import timezone

from contacts.api.open_referral import usable_points
from contacts.enums import BANK_HOLIDAY, ContactKind, Weekday
from contacts.hours.spans import MIDNIGHT
from contacts.numbers.telephone import extension_of, international
from hscp.records.schema_org import CONTEXT, moment, partnership, without_empty
from hscp.vocabulary import Area
from hscp.web.addresses import absolute

_DAYS = {day.value: day.label for day in Weekday} | {BANK_HOLIDAY: "PublicHolidays"}
_PROPERTIES = {
    ContactKind.PHONE: "telephone",
    ContactKind.SHORT: "telephone",
    ContactKind.TEXT: "telephone",
    ContactKind.CHAT: "url",
    ContactKind.EMAIL: "email",
    ContactKind.FORM: "url",
    ContactKind.WEB: "url",
    ContactKind.POST: "description",
}


def structured_data(pathway):
    """Return the schema.org description of a Pathway's page as a dictionary that JSON can hold.

    The partnership publishes the page. The provider, which
    answers at the contact points, has no name: the portal does not hold who runs a service.
    """
    address = absolute(pathway.get_absolute_url())
    service = {
        # The services for the whole country are run by charities: Childline, the NSPCC.
        "@type": "Service" if pathway.area == Area.NATIONAL else "GovernmentService",
        "@id": f"{address}#service",
        "name": pathway.title,
        "alternateName": pathway.alias_list,
        "description": pathway.purpose,
        "url": address,
        "areaServed": pathway.get_area_display(),
        "audience": [
            {"@type": "Audience", "audienceType": words[0].upper() + words[1:]} for words in pathway.who_for
        ],
    }
    points = [_contact_point(point, service["areaServed"]) for point in usable_points(pathway)]
    if points:
        service["provider"] = {"@type": "Organization", "contactPoint": points}
    return {
        "@context": CONTEXT,
        "@type": "WebPage",
        "url": address,
        "name": pathway.title,
        "dateModified": moment(pathway.updated_at),
        "publisher": partnership(),
        "mainEntity": without_empty(service),
    }


def _contact_point(point, area):
    value = point.value
    if _PROPERTIES[point.kind] == "telephone":
        extension = extension_of(value)
        value = f"{international(value)} ext. {extension}" if extension else international(value)
    return without_empty(
        {
            "@type": "ContactPoint",
            "contactType": point.label or point.get_kind_display(),
            _PROPERTIES[point.kind]: value,
            "areaServed": area,
            "hoursAvailable": _hours(point),
        }
    )


def _hours(point):
    """The hours of every week and of bank holidays, one entry for each pair of times, then the days that differ.

    Hours that close before they open run into the next day. Those of a few weeks only, and of a point that answers whenever
    another is closed, are left out: schema.org cannot say them, and a part would mislead.
    """

    def times(row):
        return row.opens, row.closes

    if point.answers_when_closed or any(row.nth or row.season for row in point.opening_hours.all()):
        return []
    rows = sorted(point.opening_hours.all(), key=lambda row: (*times(row), row.weekday))
    usual = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{_DAYS[row.weekday]}" for row in group],
            "opens": f"{opens:%H:%M}",
            "closes": f"{_minute_before(closes) if opens == closes else closes:%H:%M}",
        }
        for (opens, closes), group in groupby(rows, key=times)
    ]
    today = timezone.localdate()
    return usual + [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": row.first_day.isoformat(),
            "validThrough": row.last_day.isoformat(),
            # The same time twice means closed.
            "opens": f"{row.opens or MIDNIGHT:%H:%M}",
            "closes": f"{_closes(row):%H:%M}",
        }
        for row in point.exceptions.all()
        if row.last_day >= today
    ]


def _closes(row):
    if row.opens is None:
        return MIDNIGHT
    return _minute_before(row.closes) if row.opens == row.closes else row.closes


def _minute_before(moment):
    """Return the time a minute earlier: 24 hours end at 23:59, since the same time twice would mean closed all day."""
    return (
        datetime.datetime.combine(datetime.date(2000, 1, 2), moment) - datetime.timedelta(minutes=1)
    ).time()
