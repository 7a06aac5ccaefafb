"""The weekly mail: one to each person who keeps records, with everything that there is to do about them."""

from collections import defaultdict
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from contacts.numbers.checks_due import due_line, pathways_due
from hscp.editing.freshness.defaults import read_defaults
from hscp.editing.freshness.keepers import keepers_of
from hscp.links.checking.links_due import link_line, links_due
from hscp.models import User
from hscp.records.owner_mails import Entry, OwnerMail, Section, owner_address
from hscp.records.publishable import Publishable
from hscp.site.freshness.stale import REVIEW, SHOW_UNTIL, YEARS, StaleRecords

_CHECKS = (
    "Numbers and addresses to check",
    "Ring, write to or open each one. If it is right, choose “Checked today” beside it. If not, choose “Change”: a second "
    "person confirms what you send.",
)
_LINKS = (
    "Links to look at",
    "They may not lead where they should. Open each one. If it is right after all, confirm it. If not, give another address, or "
    "say that it is not available.",
)
_REVIEWS = (
    "Reviews due",
    "Read each one as its readers do. Change what is no longer right, then mark it as reviewed: in its list, or on the page "
    "named at the end.",
)
_YEARS = (
    "Years that end",
    "They say that they are valid until the day named, or were. Look for the next edition and put it in their place.",
)
_SHOW_UNTIL = (
    "Leaving the site soon",
    "Readers no longer see them after the day named. If they are to stay, move “show until”.",
)
_ORDER = (_CHECKS, _LINKS, _REVIEWS, _YEARS, _SHOW_UNTIL)


def owner_mails(days):
    """Return an OwnerMail for each address that has something to do, in their order, looking `days` ahead.

    Years are looked at further ahead: a new edition takes time. The number of queries does not depend on what there is.
    """
    defaults = read_defaults()
    until = timezone.localdate() + timedelta(days=days)
    found = [*_checks(until, defaults), *_links(defaults)]
    found += _stale(_people(StaleRecords(defaults, reasons=[REVIEW, SHOW_UNTIL], until=until).rows()))
    found += _stale(_people(StaleRecords(defaults, reasons=[YEARS]).rows()))
    by_address = defaultdict(lambda: defaultdict(list))
    for keeper, words, entry in found:
        by_address[owner_address(keeper)][words].append(entry)
    page = reverse("admin:freshness")
    return [
        OwnerMail(to, [Section(*words, sections[words]) for words in _ORDER if words in sections], page)
        for to, sections in sorted(by_address.items())
    ]


def _checks(until, defaults):
    pathways = pathways_due(until)
    keepers = keepers_of(pathways, defaults)
    for pathway in pathways:
        lines = tuple(due_line(point) for point in pathway.due)
        yield keepers[pathway], _CHECKS, Entry(pathway.title, _path(type(pathway), pathway.pk), lines)


def _links(defaults):
    due = links_due()
    keepers = keepers_of([each for each in due if isinstance(each, Publishable)], defaults)
    for record, links in due.items():
        lines = tuple(map(link_line, links))
        yield keepers.get(record), _LINKS, Entry(str(record), _path(type(record), record.pk), lines)


def _people(rows):
    """Return `rows` (Stale), each with the User who keeps it, or None."""
    people = User.objects.in_bulk({row.keeper for row in rows if row.keeper})
    return [(people.get(row.keeper), row) for row in rows]


def _stale(rows):
    words = {REVIEW: _REVIEWS, YEARS: _YEARS, SHOW_UNTIL: _SHOW_UNTIL}
    for keeper, row in rows:
        line = f"{capfirst(row.model._meta.verbose_name)}: {row.due:%-d %B %Y}"
        yield keeper, words[row.reason], Entry(row.title, _path(row.model, row.pk), (line,))


def _path(model, pk):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
