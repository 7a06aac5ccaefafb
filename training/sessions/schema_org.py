"""Courses and sessions as search engines read them: schema.org Course and EducationEvent. https://schema.org/Event"""

from django.urls import reverse
from django.utils import timezone

from hscp.records.rich_text.plain_text import as_line
from hscp.records.schema_org import CONTEXT, partnership, without_empty
from hscp.vocabulary import PARTNERSHIP
from hscp.web.addresses import absolute
from training.enums import Availability, Setting

_OFFERS = {
    Availability.PLACES: "InStock",
    Availability.WAITING: "SoldOut",
    Availability.FULL: "SoldOut",
    Availability.NOT_YET: "PreOrder",
}


def course_data(course, sessions):
    """Return the description of a Course (its provider loaded) with `sessions` as its instances, as JSON can hold it."""
    address = absolute(course.get_absolute_url())
    return {
        "@context": CONTEXT,
        "@id": f"{address}#course",
        **_course(course),
        **without_empty(
            {
                "alternateName": course.alias_list,
                "educationalLevel": course.level,
                "teaches": as_line(course.aims),
                "timeRequired": f"PT{course.duration_minutes}M" if course.duration_minutes else "",
                "audience": {"@type": "Audience", "audienceType": course.get_audience_group_display()},
                "hasCourseInstance": [
                    {
                        "@type": "CourseInstance",
                        "courseMode": "Online" if session.setting == Setting.ONLINE else "Onsite",
                        **_dates(session),
                        "courseWorkload": f"PT{session.minutes}M",
                        "location": _location(session),
                        "url": absolute(session.get_absolute_url()),
                    }
                    for session in sessions
                    # Made up, for a first look: search engines would offer it to people.
                    if not session.is_example
                ],
            }
        ),
    }


def session_data(session):
    """Return the description of a Session (from `with_availability`, its course and provider loaded) as an event.

    It never holds the joining link: the location of an online session is its page. One that is made up is no event: None.
    """
    if session.is_example:
        return None
    address = absolute(session.get_absolute_url())
    return {
        "@context": CONTEXT,
        "@type": "EducationEvent",
        "@id": f"{address}#event",
        "name": session.course.title,
        **without_empty({"description": session.course.summary}),
        "url": address,
        **_dates(session),
        "eventStatus": "https://schema.org/"
        + ("EventCancelled" if session.availability == Availability.CANCELLED else "EventScheduled"),
        "eventAttendanceMode": "https://schema.org/"
        + ("Online" if session.setting == Setting.ONLINE else "Offline")
        + "EventAttendanceMode",
        "location": _location(session),
        "organizer": partnership(),
        "about": _course(session.course),
        **without_empty(
            {"maximumAttendeeCapacity": session.capacity or "", "offers": _offer(session)},
        ),
    }


def _course(course):
    provider = course.provider.name if course.provider else PARTNERSHIP
    return without_empty(
        {
            "@type": "Course",
            "name": course.title,
            # Google shows no course without one.
            "description": course.summary or as_line(course.aims) or course.title,
            "url": absolute(course.get_absolute_url()),
            "provider": {"@type": "Organization", "name": provider},
        }
    )


def _dates(session):
    return {
        "startDate": timezone.localtime(session.starts_at).isoformat(timespec="minutes"),
        "endDate": timezone.localtime(session.ends_at).isoformat(timespec="minutes"),
        **_each_day(session),
    }


def _each_day(session):
    """Return when each day is and how long all of them are taught, for a session that takes several; {} for any other."""
    parts = session.parts
    if len(parts) == 1:
        return {}
    return {
        "duration": f"PT{session.minutes}M",
        "eventSchedule": [
            {
                "@type": "Schedule",
                "startDate": f"{timezone.localtime(start):%Y-%m-%d}",
                "endDate": f"{timezone.localtime(end):%Y-%m-%d}",
                "startTime": f"{timezone.localtime(start):%H:%M}",
                "endTime": f"{timezone.localtime(end):%H:%M}",
                "scheduleTimezone": "Europe/London",
            }
            for start, end in parts
        ],
    }


def _location(session):
    if session.setting == Setting.ONLINE:
        return {"@type": "VirtualLocation", "url": absolute(session.get_absolute_url())}
    venue = session.place or session.get_setting_display()
    return {"@type": "Place", "name": venue, "address": venue}


def _offer(session):
    """Return where to book and, if known, whether there are places left; {} once it can no longer be booked."""
    known = _OFFERS.get(session.availability, "")
    if not known and session.availability != Availability.ELSEWHERE:
        return {}
    opens = session.booking_opens_at
    return without_empty(
        {
            "@type": "Offer",
            "url": session.external_link or absolute(reverse("training:book", args=[session.pk])),
            "availability": known and f"https://schema.org/{known}",
            "validFrom": timezone.localtime(opens).isoformat(timespec="minutes") if opens else "",
        }
    )
