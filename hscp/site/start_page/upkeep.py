"""The work on what belongs to no one kind of record: links, reports of readers, duplicates, searches, and what can be undone."""

from django.urls import reverse

from hscp.brochure.models import PossibleDuplicate
from hscp.editing.undoing.taking_back import steps_to_undo
from hscp.feedback.enums import ReportState
from hscp.feedback.models import PageReport
from hscp.links.desk.kinds import kinds_for
from hscp.search.models import SearchCount
from hscp.search.popular_searches import searched_for
from hscp.site.start_page.tasks import Task, list_of, name_of


def link_tasks(user):
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


def report_tasks(user):
    """Return what readers reported and nobody has looked into, in one query."""
    if not user.has_perm("feedback.change_pagereport"):
        return []
    if not (number := PageReport.objects.filter(state=ReportState.NEW).count()):
        return []
    help_text = "Readers say that something is wrong with a page. Put it right, and say what became of it."
    where = list_of(PageReport, f"state__exact={ReportState.NEW}")
    return [Task("Reported by readers", help_text, [(name_of(PageReport, number), number, where)])]


def duplicate_tasks(user):
    """Return the pairs of records that look alike, in one query."""
    if not user.has_perm("brochure.change_possibleduplicate"):
        return []
    number = PossibleDuplicate.objects.waiting().count()
    if not number:
        return []
    label = "pair of records" if number == 1 else "pairs of records"
    help_text = "Records that look alike: merge them, or keep them apart."
    where = reverse("admin:brochure_possibleduplicate_changelist")
    return [Task("Possible duplicates", help_text, [(label, number, where)])]


def search_tasks(user):
    """Return the searches of readers that found nothing, in one query."""
    if not user.has_perms(["search.view_searchcount", "search.add_synonym"]):
        return []
    number = searched_for().filter(found_nothing=True).count()
    if not number:
        return []
    label = "search of the last 4 weeks" if number == 1 else "searches of the last 4 weeks"
    help_text = "People typed these words and found nothing. Give them a synonym, or pin an answer."
    where = list_of(SearchCount, "found=nothing")
    return [Task("Searches without a result", help_text, [(label, number, where)])]


def undo_tasks(user):
    """Return what `user` can undo within the hour, in one query."""
    number = len(steps_to_undo(user))
    if not number:
        return []
    help_text = "For an hour: what was taken offline, merged, imported or uploaded comes back as it was."
    where = reverse("admin:editing_undoablestep_changelist")
    return [Task("Can be undone", help_text, [("step" if number == 1 else "steps", number, where)])]
