"""The work on records of every kind: what is reviewed, drafted, kept, starts and ends, and the latest changes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, Model, Q, Value
from django.utils import timezone
from django.utils.text import capfirst

from contacts.models import FinderQuestion, Pathway, ThresholdLevel
from hscp.admin.filters import ending_filter, starting_filter
from hscp.brochure.models import Brochure
from hscp.languages.models import Wording
from hscp.records.state import State, overdue_filter
from hscp.site.start_page.tasks import Task, address_of, list_of, name_of, permission_to
from resources.models import Resource, Toolkit
from themes.models import Process, Situation, Term, Theme
from training.models import Course, TrainingNeed

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


@dataclass(frozen=True)
class _Kind:
    """How one kind of work is found: the permission needed, the condition of a model, and the query of the list that shows it."""

    heading: str
    help: str
    verb: str
    query: str
    condition: Callable[[type[Model]], Q]
    only: tuple = RECORDS


def record_tasks(user):
    """Return {heading: Task} of each kind of work on records, those of OWN_LISTS too; one without lists waits for nobody."""
    today = timezone.localdate()
    kinds = [*_kinds(timezone.now(), today), *_own(user, today)]
    tasks = {kind.heading: Task(kind.heading, kind.help, []) for kind in kinds}
    for model in RECORDS:
        mine = [
            kind for kind in kinds if model in kind.only and user.has_perm(permission_to(kind.verb, model))
        ]
        if not mine:
            continue
        counts = model._default_manager.aggregate(
            **{f"kind{index}": Count("pk", filter=kind.condition(model)) for index, kind in enumerate(mine)}
        )
        for index, kind in enumerate(mine):
            if number := counts[f"kind{index}"]:
                tasks[kind.heading].lists.append((name_of(model, number), number, list_of(model, kind.query)))
    return tasks


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


def latest_changes(user):
    """Return the latest changes among the records `user` may see, in one query, as dictionaries."""
    parts = []
    for index, model in enumerate(RECORDS):
        if not user.has_perm(permission_to("view", model)):
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
            "url": address_of(RECORDS[model_index], "change", pk),
        }
        for model_index, pk, title, changed, who in rows.order_by("-updated_at")[:RECENT]
    ]
