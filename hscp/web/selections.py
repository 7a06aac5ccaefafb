"""The records that an address selects by slug, as in ?contact=slug&contact=slug.

Such an address holds the whole selection. Nothing is stored, so the selection can be bookmarked, shared and reached
again from a code printed on paper.
"""

from dataclasses import dataclass, field

from django.core.validators import slug_re
from django.utils.text import get_text_list

from hscp.records.redirects import all_renamed
from hscp.web.wording import counted


@dataclass(frozen=True)
class Selection:
    """What an address selects: the live records, in the editors' order, and what could not be found.

    `gone` holds slugs in the address that have no live record; `unreadable` counts the parts of the address that are
    not slugs at all. Those are never displayed: words that any stranger can choose do not belong on our pages.
    """

    records: list = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unreadable: int = 0


def read_selection(model, slugs, live):
    """Return the Selection of `slugs` (list of str, as in the address) among `live` (a queryset of `model`, in order).

    A record that was renamed or merged since is found by its old address, as its page is. Makes at most three queries.
    """
    longest = model._meta.get_field("slug").max_length
    wanted = dict.fromkeys(slugs)
    names = [slug for slug in wanted if len(slug) <= longest and slug_re.match(slug)]
    records = list(live.filter(slug__in=names)) if names else []
    by_slug = {record.slug: record for record in records}
    if renamed := all_renamed(model, [slug for slug in names if slug not in by_slug]):
        records = list(live.filter(slug__in=[*by_slug, *renamed.values()]))
        by_slug = {record.slug: record for record in records}
    return Selection(
        records=records,
        gone=[slug for slug in names if slug not in by_slug and renamed.get(slug) not in by_slug],
        unreadable=len(wanted) - len(names),
    )


def to_tick(selection, page):
    """Return what a form offers to tick: the records of the `page` (of all that may be ticked), after those ticked elsewhere."""
    here = {record.pk for record in page}
    return [*(record for record in selection.records if record.pk not in here), *page]


def missing_in_words(*kinds):
    """Return what could not be found, as sentences (list of str) without any of the address's own words.

    Each kind is (its Selection, what one record of it is called, what several are called).
    """
    counts = [
        (len(selection.gone), singular, plural) for selection, singular, plural in kinds if selection.gone
    ]
    sentences = []
    if counts:
        missing = get_text_list([counted(*each) for each in counts], "and")
        verb = "is" if counts[0][0] == 1 and len(counts) == 1 else "are"
        sentences.append(f"The link asks for {missing} that {verb} not on this site, or no longer {verb}.")
    if unreadable := sum(selection.unreadable for selection, _, _ in kinds):
        sentences.append(f"{counted(unreadable, 'part')} of the link could not be read.")
    return sentences
