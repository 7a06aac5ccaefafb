"""The public pages of the course catalogue."""

from django.db.models import F, OuterRef, Subquery
from django.http import Http404

from hscp.records.publishable import if_live
from hscp.records.withdrawn import in_place_of
from hscp.web.views import FacetedList, RecordDetail
from themes.sensitivity import is_sensitive
from training.booking.entry import entry_of, within
from training.booking.prices import prices_of
from training.enums import CourseFormat, SessionState
from training.filters import CourseFilter
from training.models import Course, Session
from training.models.session_times import load_days
from training.sessions.schema_org import course_data

# Formats that people do alone at any time: nobody waits for a date.
WITHOUT_DATES = {CourseFormat.ELEARNING, CourseFormat.VIDEO}


class CourseList(FacetedList):
    model = Course
    feed = "site:course_feed"
    filterset_class = CourseFilter
    template_name = "training/course_list.html"
    page_title = "Training"
    lead = (
        "Webinars, eLearning, practical sessions and videos for people who work with children and families."
    )
    singular, plural = "course", "courses"

    def get_queryset(self):
        dates = Session.objects.public().upcoming().exclude(state=SessionState.CANCELLED)
        next_date = Subquery(dates.filter(course=OuterRef("pk")).values("starts_at")[:1])
        courses = super().get_queryset().with_links().prefetch_related("audiences")
        # The format orders courses with the same title, so that pages keep their order.
        return courses.annotate(next_date=next_date).order_by(
            F("next_date").asc(nulls_last=True), "title", "format", "pk"
        )


class CourseDetail(RecordDetail):
    """A course, its dates, the toolkit it is about, what to take before and after, and the themes it belongs to.

    One that left the site keeps its page, without booking, as long as people have a booking for a date to come.
    """

    model = Course
    template_name = "training/course_detail.html"
    parents = [("Training", "training:course_list")]
    picture = "courses"

    def get_queryset(self):
        return super().get_queryset().select_related("toolkit", "provider")

    def get_object(self, queryset=None):
        try:
            return super().get_object(queryset)
        except Http404:
            kept = Session.objects.kept_for_bookings().filter(course__slug=self.kwargs["slug"])
            courses = Course.objects.filter(pk__in=kept.values("course"))
            found = courses.select_related("toolkit", "provider").first()
            if found is None:
                raise
            return found

    def get_context_data(self, **kwargs):
        course = self.object
        if not self.preview and not course.is_live():
            return super().get_context_data(
                kept_for_bookings=True,
                sessions=load_days(course.sessions.kept_for_bookings().in_order().with_availability()),
                instead=in_place_of(course),
                audiences=course.audiences.all(),
                sensitive=is_sensitive(course),
                **kwargs,
            )
        entry = entry_of(course)
        sessions = load_days(course.sessions.public().upcoming().with_availability())
        return super().get_context_data(
            audiences=course.audiences.all(),
            sensitive=is_sensitive(course),
            sessions=sessions,
            has_dates=course.format not in WITHOUT_DATES,
            toolkit=if_live(course.toolkit),
            entry=entry,
            prices=prices_of(course),
            prerequisites=[(row, within(row)) for row in entry.public_prerequisites],
            leads_to=Course.objects.live().filter(prerequisites__required=course).order_by("title", "pk"),
            themes=course.themes.live().in_order(),
            other_formats=Course.objects.live().filter(title=course.title).exclude(pk=course.pk),
            structured=course_data(
                course,
                [session for session in sessions if session.state != SessionState.CANCELLED],
            ),
            **kwargs,
        )
