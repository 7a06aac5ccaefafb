"""What courses do not say yet of themselves: the queue of editors. Nobody makes up what a course does not say."""

from django.db.models import Exists, OuterRef, Q

from training.models import Course

# What a reader asks of a course, and how it is found that it does not say so.
LACKING = {
    "for_whom": (
        "For whom (finer audiences)",
        ~Exists(Course.audiences.through.objects.filter(course=OuterRef("pk"))),
    ),
    "aims": ("What people will be able to do", Q(aims="")),
    "length": ("How long it takes", Q(duration_minutes=None)),
    "level": ("Its level", Q(level="")),
    "repeat": ("Whether it is repeated", Q(valid_months=None, not_repeated=False)),
}
ANYTHING = "anything"


def lacking(courses, what):
    """Return those of `courses` (a queryset) that do not say `what`: a key of LACKING, or ANYTHING."""
    if what != ANYTHING:
        return courses.filter(LACKING[what][1])
    conditions = [condition for _, condition in LACKING.values()]
    wanted = Q(conditions[0])
    for condition in conditions[1:]:
        wanted |= Q(condition)
    return courses.filter(wanted)
