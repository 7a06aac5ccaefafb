"""The public pages of the course catalogue."""

from hscp.pages import FacetedList, RecordDetail
from hscp.publishing import if_live
from training.filters import CourseFilter
from training.models import Course


class CourseList(FacetedList):
    model = Course
    filterset_class = CourseFilter
    template_name = "training/course_list.html"
    page_title = "Training"
    lead = (
        "Webinars, eLearning, practical sessions and videos for people who work with children and families."
    )
    singular, plural = "course", "courses"

    def get_queryset(self):
        # The format parts courses of one title, so that pages stay in order.
        return super().get_queryset().order_by("title", "format", "pk")


class CourseDetail(RecordDetail):
    """A course, the toolkit it is about, what to take before and after, and the themes it belongs to."""

    model = Course
    template_name = "training/course_detail.html"
    parents = [("Training", "training:course_list")]

    def get_queryset(self):
        return super().get_queryset().select_related("toolkit", "provider", "prerequisite")

    def get_context_data(self, **kwargs):
        course = self.object
        return super().get_context_data(
            audiences=course.audiences.all(),
            toolkit=if_live(course.toolkit),
            prerequisite=if_live(course.prerequisite),
            leads_to=course.leads_to.live().order_by("title", "pk"),
            themes=course.themes.live().in_order(),
            other_formats=Course.objects.live().filter(title=course.title).exclude(pk=course.pk),
            **kwargs,
        )
