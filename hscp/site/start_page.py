"""The editors' start page: the work waiting for the person signed in, with counts and links.

Work on contact numbers comes first. Each model is queried once, whatever it holds, so the page costs the same on a
small portal as on a large one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, Model, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from contacts.hours.night_cover import without_night_cover
from contacts.models import ContactChange, FinderQuestion, Pathway, ThresholdLevel
from hscp.admin.filters import ending_filter, starting_filter
from hscp.brochure.models import Brochure, PossibleDuplicate
from hscp.editing.undoing.taking_back import steps_to_undo
from hscp.feedback.enums import ReportState
from hscp.feedback.models import PageReport
from hscp.languages.models import Wording
from hscp.links.desk.kinds import kinds_for
from hscp.records.state import State, overdue_filter
from hscp.search.models import SearchCount
from hscp.search.popular_searches import searched_for
from hscp.site.my_work import my_work
from hscp.site.status_line import status_line
from resources.models import Resource, Toolkit
from themes.models import Process, Situation, Term, Theme
from training.course_words import ANYTHING, lacking
from training.mail.reading import undelivered
from training.models import Course, Message, Session, TrainingNeed
from training.organisations.reconciling import count_unlisted
from training.sessions.attention import below_minimum, offers_ending, register_unmarked, waits_for_approval

RECORDS = (
    Theme,
    Process,
    Situation,
    Term,
    Toolkit,
    Resource,
    Course,
    TrainingNeed,
    Pathway,
    FinderQuestion,
    ThresholdLevel,
    Wording,
    Brochure,
)
RECENT = 10
# The lists that stand beside a person's own work: {name in the page: heading of the kind}.
OWN_LISTS = {"kept": "Kept", "overdue": "Kept and overdue", "in_review": "In review", "drafts": "Drafts"}


@dataclass
class Task:
    """One kind of work: what it is, and (label, count, address of the list) for each kind of record that has some."""

    heading: str
    help: str
    lists: list

    @property
    def total(self):
        return sum(number for _, number, _ in self.lists)


@dataclass(frozen=True)
class _Kind:
    """How one kind of work is found: the permission needed, the condition of a model, and the query of the list that shows it."""

    heading: str
    help: str
    verb: str
    query: str
    condition: Callable[[type[Model]], Q]
    only: tuple = RECORDS


def start_page(user):
    """Return the context of the start page for `user`.

    `work` is MyWork; `kept` and `overdue` are the lists of what they own, `in_review` and `drafts` those of everybody's work on
    its way; `tasks` (list of Task) waits for anybody with their rights, and `recent` has the latest changes.
    `status` is a StatusLine, for administrators alone.
    """
    today = timezone.localdate()
    kinds = [*_kinds(timezone.now(), today), *_own(user, today)]
    tasks = {kind.heading: Task(kind.heading, kind.help, []) for kind in kinds}
    for model in RECORDS:
        mine = [kind for kind in kinds if model in kind.only and user.has_perm(_permission(model, kind.verb))]
        if not mine:
            continue
        counts = model._default_manager.aggregate(
            **{f"kind{index}": Count("pk", filter=kind.condition(model)) for index, kind in enumerate(mine)}
        )
        for index, kind in enumerate(mine):
            if number := counts[f"kind{index}"]:
                tasks[kind.heading].lists.append((_name(model, number), number, _list(model, kind.query)))
    found = [
        *_contacts(user),
        *_situations(user),
        *_training(user),
        *_links(user),
        *_reports(user),
        *(task for heading, task in tasks.items() if task.lists and heading not in OWN_LISTS.values()),
        *_courses(user),
    ]
    if user.has_perm("brochure.change_possibleduplicate"):
        found += _duplicates()
    if user.has_perms(["search.view_searchcount", "search.add_synonym"]):
        found += _searches()
    found += _undo(user)
    return {
        "work": my_work(user),
        **{name: tasks[heading].lists for name, heading in OWN_LISTS.items()},
        "tasks": found,
        "recent": _recent(user),
        "status": status_line(user),
    }


def _kinds(now, today):
    return [
        _Kind(
            "Review overdue",
            "Their review date has passed. Check them and mark them as reviewed.",
            "publish",
            "review=overdue",
            lambda model: overdue_filter(today),
        ),
        _Kind(
            "Behind the English",
            "The English has changed since. Look at what is new in it, and let the translation or easy read say it too.",
            "change",
            "english=behind",
            lambda model: Q(outdated_since__isnull=False) & ~Q(state=State.ARCHIVED),
            (Wording,),
        ),
        _Kind(
            "Going live in the next 60 days",
            "Published, with a date to come.",
            "publish",
            "site=starting",
            lambda model: starting_filter(now),
        ),
        _Kind(
            "Leaving the site in the next 60 days",
            "Their “show until” date is near.",
            "publish",
            "site=ending",
            lambda model: ending_filter(now),
        ),
    ]


def _own(user, today):
    """Return the kinds of work that stand beside a person's own, by OWN_LISTS."""
    mine = f"owner__id__exact={user.pk}"
    return [
        _Kind("Kept", "", "view", mine, lambda model: Q(owner=user)),
        _Kind(
            "Kept and overdue",
            "",
            "view",
            f"{mine}&review=overdue",
            lambda model: Q(owner=user) & overdue_filter(today),
        ),
        _Kind("In review", "", "publish", "state__exact=in_review", lambda model: Q(state=State.IN_REVIEW)),
        _Kind("Drafts", "", "change", "state__exact=draft", lambda model: Q(state=State.DRAFT)),
    ]


def _contacts(user):
    """Return the work on contact numbers: a wrong one is a danger, so it heads the page. The cost does not grow with them."""
    found = []
    verifies = user.has_perm("contacts.verify_pathway")
    if user.has_perm("contacts.change_pathway"):
        waiting = Q(state=ContactChange.State.WAITING)
        own = Q(proposed_by=user)
        # `~own` alone would leave out, in SQL, the changes whose proposer's account is gone (NULL).
        others = Q(proposed_by=None) | ~own
        numbers = ContactChange.objects.aggregate(
            others=Count("pk", filter=waiting & others), own=Count("pk", filter=waiting & own)
        )
        if verifies and numbers["others"]:
            help_text = "Another person proposed them. Ring or open each one, then confirm or refuse it."
            found.append(
                _waiting_changes("Changes to numbers waiting for you", help_text, numbers["others"], "mine")
            )
        if numbers["own"]:
            help_text = "You proposed them. The public sees them once a second person has confirmed them."
            found.append(_waiting_changes("Your changes to numbers", help_text, numbers["own"], "others"))
    if verifies and (number := Pathway.objects.check_due(on=timezone.localdate()).count()):
        lists = [(_name(Pathway, number), number, _list(Pathway, "check=due"))]
        help_text = (
            "A number or address has never been checked, or its next check is due. Ring or write to each one."
        )
        found.append(Task("Contacts to check", help_text, lists))
    if user.has_perm("contacts.change_pathway") and (number := len(without_night_cover())):
        help_text = (
            "They are for urgent need and on the site, and nobody is known to answer at night. Add a number that does, or write "
            "why nobody does."
        )
        lists = [(_name(Pathway, number), number, _list(Pathway, "night=nobody"))]
        found.append(Task("Urgent contacts without anybody at night", help_text, lists))
    return found


def _situations(user):
    """Return the situations of parents that lead to no help, in one query: somebody may read one at this moment."""
    if not user.has_perm("themes.publish_situation"):
        return []
    if not (number := Situation.objects.without_help().count()):
        return []
    help_text = (
        "Parents read them and find nobody to call and nothing to open. Choose a contact with a number or an address, or archive "
        "the situation."
    )
    lists = [(_name(Situation, number), number, _list(Situation, "help=none"))]
    return [Task("Situations without help", help_text, lists)]


def _training(user):
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
            where = _list(Session, f"waits={waits}")
            found.append(Task(heading, help_text, [(_name(Session, number), number, where)]))
    if number := undelivered().count():
        help_text = "The mail server refused them. Check the address, and ring the person."
        where = _list(Message, "arrived=no")
        found.append(Task("Emails that were not sent", help_text, [(_name(Message, number), number, where)]))
    if user.has_perms(["training.add_organisation", "training.change_organisation"]) and (
        number := count_unlisted()
    ):
        help_text = "People typed them and the register does not have them. Limits and reports count each as an organisation of its own."
        lists = [("name" if number == 1 else "names", number, reverse("admin:training_organisation_names"))]
        found.append(Task("Names of organisations to settle", help_text, lists))
    return found


def _courses(user):
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
    where = _list(Course, f"lacks={ANYTHING}&state__exact={State.PUBLISHED}")
    return [Task("Courses that say too little", help_text, [(_name(Course, number), number, where)])]


def _links(user):
    """Return what waits at the link desk, with one query for each kind that the user decides on."""
    desk = reverse("admin:link_desk")
    lists = []
    for kind in kinds_for(user):
        number, _ = kind.figures()
        if number:
            label = kind.label.lower() if number > 1 else kind.one
            lists.append((label, number, f"{desk}?kind={kind.name}"))
    help_text = (
        "They lead nowhere, or to a link that waits for a decision. One after the other, at the link desk."
    )
    return [Task("Links missing", help_text, lists)] if lists else []


def _reports(user):
    """Return what readers reported and nobody has looked into, in one query."""
    if not user.has_perm("feedback.change_pagereport"):
        return []
    if not (number := PageReport.objects.filter(state=ReportState.NEW).count()):
        return []
    help_text = "Readers say that something is wrong with a page. Put it right, and say what became of it."
    where = _list(PageReport, f"state__exact={ReportState.NEW}")
    return [Task("Reported by readers", help_text, [(_name(PageReport, number), number, where)])]


def _waiting_changes(heading, help_text, number, turn):
    return Task(
        heading, help_text, [(_name(ContactChange, number), number, _list(ContactChange, f"turn={turn}"))]
    )


def _duplicates():
    number = PossibleDuplicate.objects.waiting().count()
    if not number:
        return []
    label = "pair of records" if number == 1 else "pairs of records"
    return [
        Task(
            "Possible duplicates",
            "Records that look alike: merge them, or keep them apart.",
            [
                (
                    label,
                    number,
                    reverse("admin:brochure_possibleduplicate_changelist"),
                )
            ],
        )
    ]


def _searches():
    number = searched_for().filter(found_nothing=True).count()
    if not number:
        return []
    label = "search of the last 4 weeks" if number == 1 else "searches of the last 4 weeks"
    help_text = "People typed these words and found nothing. Give them a synonym, or pin an answer."
    where = _list(SearchCount, "found=nothing")
    return [Task("Searches without a result", help_text, [(label, number, where)])]


def _undo(user):
    """Return what `user` can undo within the hour, in one query."""
    number = len(steps_to_undo(user))
    if not number:
        return []
    help_text = "For an hour: what was taken offline, merged, imported or uploaded comes back as it was."
    where = reverse("admin:editing_undoablestep_changelist")
    return [Task("Can be undone", help_text, [("step" if number == 1 else "steps", number, where)])]


def _recent(user):
    """Return the latest changes among the records `user` may see, in one query, as dictionaries."""
    parts = []
    for index, model in enumerate(RECORDS):
        if not user.has_perm(_permission(model, "view")):
            continue
        parts.append(
            model._default_manager.order_by()
            .annotate(model_index=Value(index, output_field=IntegerField()), who=F("updated_by__username"))
            .values_list("model_index", "pk", "title", "updated_at", "who")
        )
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return [
        {
            "kind": capfirst(RECORDS[model_index]._meta.verbose_name),
            "title": title,
            "changed": changed,
            "who": who,
            "url": _address(RECORDS[model_index], "change", pk),
        }
        for model_index, pk, title, changed, who in rows.order_by("-updated_at")[:RECENT]
    ]


def _permission(model, verb):
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def _name(model, number):
    return model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural


def _list(model, query):
    return f"{_address(model, 'changelist')}?{query}"


def _address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
