"""Which records an address asks for by name, as in ?contact=slug&contact=slug. Foundation: imports no app.

Such an address holds a whole choice. Nothing is stored, so the choice can be bookmarked, shared and reached again from a
code printed on paper.
"""

from dataclasses import dataclass, field

from django.core.validators import slug_re
from django.utils.text import get_text_list

from hscp.models import OldAddress
from hscp.web.wording import counted


@dataclass(frozen=True)
class Selection:
    """What an address asks for: the live records, in the order they were given, and what could not be found.

    `gone` are names as the address has them, without a live record; `unreadable` counts the parts of the address that are
    no name at all. Those are not shown back: words of any stranger's choosing do not belong on a page of ours.
    """

    records: list = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unreadable: int = 0


def read_selection(model, slugs, live):
    """Return what `slugs` (list of str, as in the address) ask for among `live` (list of records of `model`).

    A record that was renamed or merged since is found by its old address, as its page is. Makes one query at most.
    """
    longest = model._meta.get_field("slug").max_length
    by_slug = {record.slug: record for record in live}
    wanted = dict.fromkeys(slugs)
    names = [slug for slug in wanted if len(slug) <= longest and slug_re.match(slug)]
    renamed = _renamed(model, [slug for slug in names if slug not in by_slug], live)
    found = {slug: by_slug.get(slug) or renamed.get(slug) for slug in names}
    chosen = set(found.values())
    return Selection(
        records=[record for record in live if record in chosen],
        gone=[slug for slug, record in found.items() if record is None],
        unreadable=len(wanted) - len(names),
    )


def missing_in_words(*kinds):
    """Return what could not be found, as sentences (list of str) that hold none of the address's own words.

    Each kind is (what was asked of it, what one record of it is called, what several are called).
    """
    counts = [
        (len(selection.gone), singular, plural) for selection, singular, plural in kinds if selection.gone
    ]
    sentences = []
    if counts:
        told = get_text_list([counted(*each) for each in counts], "and")
        verb = "is" if counts[0][0] == 1 and len(counts) == 1 else "are"
        sentences.append(f"The address asks for {told} that {verb} not on the portal, or {verb} no longer.")
    if unreadable := sum(selection.unreadable for selection, _, _ in kinds):
        sentences.append(f"{counted(unreadable, 'part')} of the address could not be read.")
    return sentences


def _renamed(model, slugs, live):
    """Return {slug: the record its old address leads to now} for those of `slugs` that had one."""
    if not slugs or not live:
        return {}
    by_address = {record.get_absolute_url(): record for record in live}
    old = {model(slug=slug).get_absolute_url(): slug for slug in slugs}
    rows = OldAddress.objects.filter(old_path__in=old).values_list("old_path", "new_path")
    return {old[path]: by_address[new] for path, new in rows if new in by_address}
