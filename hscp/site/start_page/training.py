"""The work of those who run the training: sessions, bookings, their messages, and courses that say too little."""

from django.urls import reverse

from hscp.records.state import State
from hscp.site.start_page.tasks import Task, list_of, name_of
from training.course_words import ANYTHING, lacking
from training.mail.reading import undelivered
from training.models import Course, Message, Session
from training.organisations.reconciling import count_unlisted
from training.sessions.attention import below_minimum, offers_ending, register_unmarked, waits_for_approval


def training_tasks(user):
    """Return the work on sessions, bookings and their messages. Each kind costs one query."""
    if not user.has_perms(["training.change_session", "training.view_booking"]):
        return []
    kinds = [
        (
            "Sessions with too few people",
            "They begin in the next 14 days. Write to people who might come, or cancel in good time.",
            below_minimum,
            "people",
        ),
        (
            "Registers to mark",
            "These sessions are over. Certificates go out once somebody is marked as attended.",
            register_unmarked,
            "register",
        ),
        (
            "Offers of a place that end today",
            "Anybody who has not answered by then loses the place to the next person. A call may help.",
            offers_ending,
            "offers",
        ),
        (
            "Sessions with bookings that wait for approval",
            "A place is kept for three working days only. “Waits for approval” beside the booking is where you answer.",
            waits_for_approval,
            "approval",
        ),
    ]
    found = []
    for heading, help_text, find, waits in kinds:
        if number := find(Session.objects.all()).count():
            where = list_of(Session, f"waits={waits}")
            found.append(Task(heading, help_text, [(name_of(Session, number), number, where)]))
    if number := undelivered().count():
        help_text = "The mail server refused them. Check the address, and ring the person."
        where = list_of(Message, "arrived=no")
        found.append(
            Task("Emails that were not sent", help_text, [(name_of(Message, number), number, where)])
        )
    if user.has_perms(["training.add_organisation", "training.change_organisation"]) and (
        number := count_unlisted()
    ):
        help_text = "People typed them and the register does not have them. Limits and reports count each as an organisation of its own."
        lists = [("name" if number == 1 else "names", number, reverse("admin:training_organisation_names"))]
        found.append(Task("Names of organisations to settle", help_text, lists))
    return found


def course_tasks(user):
    """Return the published courses that do not say what readers ask of them, in one query."""
    if not user.has_perm("training.change_course"):
        return []
    published = Course.objects.filter(state=State.PUBLISHED)
    if not (number := lacking(published, ANYTHING).count()):
        return []
    help_text = (
        "For whom, what people will be able to do, how long, level, whether it is repeated: fill in what the provider says, and "
        "make nothing up. “Edit this list” takes many at once."
    )
    where = list_of(Course, f"lacks={ANYTHING}&state__exact={State.PUBLISHED}")
    return [Task("Courses that say too little", help_text, [(name_of(Course, number), number, where)])]
