"""The public pages of dated sessions: the list, the month, a session's own page, and the feeds for calendars."""

import calendar
from datetime import date, timedelta
from hashlib import sha256
from operator import itemgetter

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber, TruncDate
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from hscp.documents.pictures import picture_of
from hscp.london_time import midnight
from hscp.page_cache.policies import CachePolicy, cached_page
from hscp.web.cache_headers import CALENDAR_FEEDS, FRESH
from hscp.web.page_sizes import PAST_IN_FEEDS, SESSIONS_A_DAY, UPCOMING_IN_FEEDS
from hscp.web.views import FacetedList
from hscp.web.wording import clock_time
from themes.sensitivity import is_sensitive
from training.booking.entry import entry_of
from training.booking.prices import prices_of
from training.enums import SessionState
from training.filters import CalendarFilter, SessionFilter, described, filterable
from training.models import Session, SessionDay
from training.models.session_times import load_days
from training.sessions.calendar_files import feed_calendar, session_calendar
from training.sessions.schema_org import session_data

CALENDAR_TYPE = "text/calendar; charset=utf-8"
# Past sessions stay in feeds for a while: a calendar would drop them as soon as they are gone.
KEPT_IN_FEEDS = timedelta(days=30)
MONTHS_EACH_WAY = 24
OTHER_DATES = 10


class SessionList(FacetedList):
    """The upcoming sessions, soonest first. A date that cannot be read is an error at its box and filters nothing."""

    model = Session
    feed = "site:session_feed"
    filterset_class = SessionFilter
    template_name = "training/dates.html"
    page_title = "Training dates"
    lead = "Sessions you can book, and those that are full or cancelled until their day has passed."
    singular, plural = "session", "sessions"
    strict = False

    def get_queryset(self):
        return filterable(Session.objects.public().upcoming()).select_related("course")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        query = context["filter"].data.urlencode() if context["filter"].data else ""
        feed_address = f"{settings.HSCP_ADDRESS}{reverse('training:feed')}{'?' if query else ''}{query}"
        return {
            **context,
            "only_examples": _only_examples(load_days(context["page_obj"])),
            "feed_address": feed_address,
            "embed_query": query,
            # Calendar programs open this scheme by themselves, and ask for the same address over https.
            "feed_webcal": f"webcal:{feed_address.partition(':')[2]}",
        }


class MonthCalendar(FacetedList):
    """The sessions of one month, day by day, of the two years before and after this one.

    Without a month in the address it is the first that has something to come, for the filters of the address.
    """

    model = Session
    filterset_class = CalendarFilter
    template_name = "training/calendar.html"
    page_title = "Training calendar"
    paginate_by = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        today = timezone.localdate()
        self.this_month = today.year * 12 + today.month - 1
        if self.kwargs:
            year, month = self.kwargs["year"], self.kwargs["month"]
        else:
            self.next_day = self._next_day()
            year, month = (day := self.next_day or today).year, day.month
        self.number = year * 12 + month - 1
        if not 1 <= month <= 12 or abs(self.number - self.this_month) > MONTHS_EACH_WAY:
            raise Http404("The calendar has no such month.")

    def _next_day(self):
        """Return the day of the next session that the filters of the address leave, within two years; None without one."""
        end = midnight(_first_day(self.this_month + MONTHS_EACH_WAY + 1))
        sessions = Session.objects.public().upcoming().filter(starts_at__lt=end)
        sessions = sessions.exclude(state=SessionState.CANCELLED)
        if self.request.GET:
            sessions = self.filterset_class(
                self.request.GET, filterable(sessions).select_related("course")
            ).qs
        starts = sessions.values_list("starts_at", flat=True).first()
        return starts and timezone.localdate(starts)

    def get_queryset(self):
        first, next_month = _first_day(self.number), _first_day(self.number + 1)
        sessions = Session.objects.public().on_between(midnight(first), midnight(next_month))
        # A cancelled session is shown until its day has passed.
        gone = sessions.filter(state=SessionState.CANCELLED, starts_at__lt=midnight(timezone.localdate()))
        return filterable(sessions.exclude(pk__in=gone.values("pk"))).select_related("course").in_order()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown = load_days(_first_of_each_day(context["object_list"], SESSIONS_A_DAY + 1))
        return {
            **context,
            "days": list(calendar.day_name),
            "month": _first_day(self.number),
            "opened": self._opened(),
            "total": context["filter"].total(),
            "only_examples": _only_examples(shown),
            "weeks": self._weeks(shown),
            "previous": self._link(self.number - 1, context["filter"]),
            "following": self._link(self.number + 1, context["filter"]),
            "today": timezone.localdate(),
        }

    def _opened(self):
        """Return why the calendar opened on this month: "later", "nothing" or "" (it was asked for, or is this month)."""
        if self.kwargs:
            return ""
        if self.next_day is None:
            return "nothing"
        return "later" if self.number != self.this_month else ""

    def _weeks(self, sessions):
        """Return the month's weeks from Monday, each day as {"date", "sessions", "more"}, or None if it is in another month.

        `sessions` are pairs of a session and the time at which it begins that day, as words. `more` is the address of the list of a day that has more than SESSIONS_A_DAY, else "".
        """
        by_day = {}
        for session in sessions:
            for start, _ in session.parts:
                by_day.setdefault(timezone.localdate(start), []).append((start, session))
        first = _first_day(self.number)
        return [
            [
                self._day(day, sorted(by_day.get(day, []), key=itemgetter(0)))
                if day.month == first.month
                else None
                for day in week
            ]
            for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
        ]

    def _day(self, day, sessions):
        more = ""
        if len(sessions) > SESSIONS_A_DAY:
            query = self.filterset.data.copy()
            query["date_from"] = query["date_to"] = day.isoformat()
            more = f"{reverse('training:dates')}?{query.urlencode()}"
        return {
            "date": day,
            "sessions": [
                (session, clock_time(timezone.localtime(start)))
                for start, session in sessions[:SESSIONS_A_DAY]
            ],
            "more": more,
        }

    def _link(self, number, filters):
        """Return {"month", "url"} of another month with the same filters, or None beyond the two years."""
        if abs(number - self.this_month) > MONTHS_EACH_WAY:
            return None
        month = _first_day(number)
        address = reverse("training:calendar", args=[month.year, month.month])
        query = filters.data.urlencode()
        return {"month": month, "url": f"{address}?{query}" if query else address}


def _first_of_each_day(sessions, number):
    """Return the first sessions of each day in London, at most `number` a day, and all that take several days, as a list."""
    nth = Window(
        RowNumber(), partition_by=[TruncDate("starts_at")], order_by=[F("starts_at").asc(), F("pk").asc()]
    )
    first = sessions.order_by().annotate(nth=nth).filter(nth__lte=number)
    return list(
        sessions.filter(
            Q(pk__in=first.values("pk")) | Exists(SessionDay.objects.filter(session=OuterRef("pk")))
        )
    )


def _only_examples(sessions):
    """Return whether there are sessions and all are examples: the page then says so once."""
    return bool(sessions) and all(session.is_example for session in sessions)


def _first_day(number):
    """Return the first day of a month; months are numbered from the year 0."""
    return date(number // 12, number % 12 + 1, 1)


class SessionDetail(DetailView):
    """One session: when and where, whom it is for, whether it can be booked, and the course's other dates."""

    cache_policy = CachePolicy()
    model = Session
    template_name = "training/session_detail.html"
    context_object_name = "session"

    def get_queryset(self):
        return _shown().with_availability().select_related("course__provider", "course__toolkit")

    def get_context_data(self, **kwargs):
        session, course = self.object, self.object.course
        others = course.sessions.public().upcoming().with_availability().exclude(pk=session.pk)
        return super().get_context_data(
            page_title=course.title,
            breadcrumbs=[
                ("Training", reverse("training:course_list")),
                ("Dates", reverse("training:dates")),
            ],
            course=course,
            entry=entry_of(course),
            prices=prices_of(course),
            kept_for_bookings=not course.is_live(),
            area=session.get_area_display() or course.get_area_display(),
            audiences=course.audiences.all(),
            sensitive=is_sensitive(course),
            themes=course.themes.live().in_order(),
            others=load_days(others[:OTHER_DATES]),
            structured=session_data(session) if course.is_live() else None,
            pictured=picture_of("courses", course),
            **kwargs,
        )


def _shown():
    """Return the sessions that have a page: those that the public may see, and those kept for people with a booking."""
    return Session.objects.public() | Session.objects.kept_for_bookings()


@require_safe
def session_ics(request, pk):
    """Answer with the calendar file of one session that has a page."""
    session = get_object_or_404(_shown().select_related("course"), pk=pk)
    response = HttpResponse(session_calendar(session), content_type=CALENDAR_TYPE)
    response["Content-Disposition"] = f'attachment; filename="session-{session.pk}.ics"'
    response["Cache-Control"] = FRESH
    return response


@cached_page(SessionFilter.cache_policy())
@require_safe
def feed(request):
    """Answer with a calendar to subscribe to: the next sessions that the list shows for the same query, and those just past.

    The filter for places left is ignored, or a session would leave a calendar when it is full or cancelled.
    Answers 304 to a calendar that already has this exact feed. The date of the last change is for information: it does
    not change when a session is withdrawn, so only the ETag decides.
    """
    query = request.GET.copy()
    query.pop("places", None)
    now = timezone.now()
    sessions = SessionFilter(query, described(Session.objects.public()).select_related("course")).qs
    begun = sessions.filter(starts_at__lte=now, ends_at__gt=now - KEPT_IN_FEEDS)
    found = list(reversed(begun.order_by("-starts_at", "-pk")[:PAST_IN_FEEDS]))
    found += sessions.upcoming(now)[:UPCOMING_IN_FEEDS]
    load_days(found)
    data = feed_calendar(found, "Safeguarding training dates")
    etag = f'"{sha256(data).hexdigest()}"'
    response = HttpResponse(data, content_type=CALENDAR_TYPE)
    response["ETag"] = etag
    if found:
        last = max(max(session.updated_at, session.course.updated_at) for session in found)
        response["Last-Modified"] = http_date(last.timestamp())
    response["Cache-Control"] = CALENDAR_FEEDS
    return get_conditional_response(request, etag=etag, response=response)
