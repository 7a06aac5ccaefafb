"""Courses and their dated sessions, as /api/v1/ gives them: what their pages show, and no name of a trainer or link to join."""

from django.urls import reverse
from django.utils.timezone import localtime

from hscp.api.references import choice, content, reference, references, ways
from hscp.records.publishable import if_live
from hscp.records.rich_text.plain_text import as_lines
from training.enums import Availability, CourseKind
from training.models.session_times import load_days

_BOOKABLE = {Availability.PLACES, Availability.WAITING, Availability.ELSEWHERE}


def courses(records, absolute):
    """Return the Courses of `records`, which have a `next_date`."""
    return [
        {
            **content(course, absolute),
            "kind": _named(CourseKind(course.kind)),
            "format": choice(course, "format"),
            "provider": course.provider.name if course.provider else "",
            "summary": course.summary,
            "aims": as_lines(course.aims),
            "audience": choice(course, "audience_group"),
            "audiences": [audience.name for audience in course.audiences.all()],
            "area": choice(course, "area"),
            "level": course.level,
            "duration_minutes": course.duration_minutes,
            "repeat_after_months": course.valid_months,
            "next_date": _local(course.next_date),
            "toolkit": (found := if_live(course.toolkit)) and reference(found, absolute),
            "ways": ways(course, absolute),
            "themes": references(course.themes.all(), absolute),
        }
        for course in records
    ]


def sessions(records, absolute):
    """Return the Sessions of `records`, from `with_availability` and with their courses. Makes one query or none, for their days."""
    return [_session(session, absolute) for session in load_days(records)]


def _session(session, absolute):
    own = session if session.area else session.course
    return {
        "id": session.uid,
        "title": session.title,
        "is_example": session.is_example,
        "course": reference(session.course, absolute),
        "url": absolute(session.get_absolute_url()),
        "json_url": absolute(reverse("api:session", args=[session.uid])),
        "starts_at": _local(session.starts_at),
        "ends_at": _local(session.ends_at),
        "parts": [
            {"starts_at": _local(part.starts_at), "ends_at": _local(part.ends_at)} for part in session.parts
        ],
        "setting": choice(session, "setting"),
        "place": session.place,
        "area": choice(own, "area"),
        "information": as_lines(session.information),
        "availability": _named(Availability(session.availability)),
        "places": session.capacity,
        "booking_url": _where_to_book(session, absolute),
        "booking_opens_at": _local(session.booking_opens_at),
        "booking_closes_at": _local(session.booking_closes_at),
        "calendar_url": absolute(reverse("training:session_ics", args=[session.pk])),
        "updated_at": session.updated_at,
    }


def _where_to_book(session, absolute):
    if session.availability not in _BOOKABLE:
        return None
    return session.external_link or absolute(reverse("training:book", args=[session.pk]))


def _local(moment):
    return moment and localtime(moment)


def _named(value):
    return {"code": value.value, "name": value.label}
