"""Compares what a page gives with the numbers and addresses of the contacts on the site."""

import re
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from contacts.models import ContactChange, ContactPoint, Pathway
from contacts.numbers.telephone import dialled, extension_of
from hscp.brochure.contact_pages.sections import Fact, PageSection
from hscp.links.addresses import clean_address
from hscp.records.state import State
from hscp.records.titles import match_key
from themes.models import Process, Situation, Term, Theme

# How many lines above a number are looked at for the name of a contact.
LINES_ABOVE = 3
# Of such a line, what is looked at, in characters.
LONGEST_LINE = 2_000
FEWEST = 2
PUNCTUATION = re.compile(r"[][(){}:;,.!?|–—]")


@dataclass
class Found:
    """A Fact of a section, and where it is on the site: `there` are the contacts that have it.

    For one that nobody has, `pathway` is the contact that the page seems to mean, or None, and `instead` are the numbers of the
    same kind that this contact has and the page does not give.
    """

    fact: Fact
    section: PageSection
    there: list[Pathway]
    pathway: Pathway | None = None
    instead: list[ContactPoint] = field(default_factory=list)


@dataclass
class Comparison:
    """What a page gives that is on the site, what is not, what a contact has and the page lacks, and sections without a record."""

    same: list[Found]
    new: list[Found]
    missing: list[ContactPoint]
    unknown: list[PageSection]
    pathways: list[Pathway]


def compare_page(sections):
    """Return the Comparison of PageSections with the contacts of the site, drafts among them. The queries do not grow with them."""
    pathways = list(
        Pathway.objects.exclude(state=State.ARCHIVED).prefetch_related("contact_points").order_by("title")
    )
    on_site, waiting = _by_value(pathways), _waiting()
    given = {_key(fact.value) for section in sections for fact in section.facts}
    names = _names(pathways)
    same, new, seen = [], [], set()
    for section in sections:
        for fact in section.facts:
            key = _key(fact.value)
            there = on_site.get(key, []) or waiting.get(key, [])
            found = Found(fact, section, there)
            if there:
                same.append(found)
            else:
                found.pathway = _meant(section, fact, names)
                # The same number for the same contact, printed again, is one choice.
                if (key, found.pathway) in seen:
                    continue
                seen.add((key, found.pathway))
                if found.pathway:
                    found.instead = [
                        point
                        for point in found.pathway.contact_points.all()
                        if point.kind == fact.kind and _key(point.value) not in given
                    ]
                new.append(found)
    named = {found.pathway for found in new}
    missing = [
        point
        for pathway in pathways
        if pathway in named
        for point in pathway.contact_points.all()
        if point.value and _key(point.value) not in given
    ]
    return Comparison(same, new, missing, _unknown(sections), pathways)


def _key(value):
    """What two ways of writing one number or address have in common."""
    if "@" in value:
        return value.lower()
    if extension := extension_of(value):
        return f"{dialled(value)}x{extension}"
    if value.startswith("http"):
        try:
            return clean_address(value).rstrip("/")
        except ValidationError:
            return value
    return dialled(value) or value.lower()


def _by_value(pathways):
    found = {}
    for pathway in pathways:
        for point in pathway.contact_points.all():
            if point.value:
                some = found.setdefault(_key(point.value), [])
                some.extend([pathway] * (pathway not in some))
    return found


def _waiting():
    """Return {key: contacts} of what waits already for a second person."""
    found = {}
    changes = ContactChange.objects.filter(state=ContactChange.State.WAITING).select_related("pathway")
    for change in changes:
        if value := change.after.get("value"):
            found.setdefault(_key(value), []).append(change.pathway)
    return found


def _names(pathways):
    """Return [(name as it is matched, Pathway)], the longest first."""
    names = [(_words(name), pathway) for pathway in pathways for name in (pathway.title, *pathway.alias_list)]
    return sorted(names, key=lambda each: -len(each[0]))


def _words(text):
    """Return the words of a text as names are matched, without the signs between them."""
    return match_key(PUNCTUATION.sub(" ", text))


def _meant(section, fact, names):
    """Return the contact that the words nearest to a fact name: its line, those above it, the heading, or None."""
    at = section.numbers.index(fact.line)
    above = [
        section.lines[number][:LONGEST_LINE] for number in section.numbers[max(0, at - LINES_ABOVE) : at + 1]
    ]
    for text in (*reversed(above), section.title, *reversed(section.parents)):
        words = f" {_words(text)} "
        for name, pathway in names:
            if f" {name} " in words:
                return pathway
    return None


def _unknown(sections):
    """The sections of the page's main level whose title no record has."""
    if not sections:
        return []
    levels = [section.level for section in sections if section.level]
    main = min((level for level in levels if levels.count(level) >= FEWEST), default=0)
    known = set()
    for model in (Theme, Process, Pathway, Situation, Term):
        for record in model.objects.only("title", "aliases"):
            known |= {match_key(name) for name in (record.title, *record.alias_list)}
    known |= {match_key(name) for name in Theme.objects.values_list("short_title", flat=True)}
    titles = Counter(match_key(section.title) for section in sections if section.level == main)
    return [
        section
        for section, following in zip(sections, [*sections[1:], None], strict=True)
        if section.level == main
        and match_key(section.title) not in known
        # “Help and advice” is a part of each section, where the marks of headings are lost.
        and titles[match_key(section.title)] == 1
        and (section.lines or (following and following.level > main))
    ]
