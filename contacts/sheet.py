"""The local contacts sheet: which contacts its address asks for, and what stands on paper of each.

The address holds the whole choice (`?contact=slug&contact=slug`). Nothing is stored, so a sheet can be bookmarked,
shared and reached again from the code printed on it.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.core.validators import slug_re
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.text import get_text_list

from contacts.cards import by_hours, points_for
from contacts.models import Pathway
from hscp.forms import GovukForm
from hscp.models import OldAddress

_LONGEST_SLUG = Pathway._meta.get_field("slug").max_length


@dataclass(frozen=True)
class Choice:
    """What an address asks for: the live pathways chosen, in the editors' order, and what could not be found.

    `gone` are names as the address has them, without a live contact; `unreadable` counts the parts of the address that
    are no name at all. They are not shown back: words of any stranger's choosing do not belong on this page.
    """

    pathways: list[Pathway] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unreadable: int = 0


class SheetForm(GovukForm):
    """The contacts to tick. `pathways` are all that may be chosen."""

    contact = forms.MultipleChoiceField(
        label="Contacts for the sheet",
        help_text="Tick those that the people in your setting need.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one contact for the sheet."},
    )

    def __init__(self, *args, pathways, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = _grouped(pathways)


def read_choice(slugs, live):
    """Return the Choice that `slugs` (list of str, as in the address) make among `live` (list of Pathway).

    A contact that was renamed or merged since is found by its old address, as its page is.
    """
    by_slug = {pathway.slug: pathway for pathway in live}
    asked = dict.fromkeys(slugs)
    names = [slug for slug in asked if slug_re.match(slug) and len(slug) <= _LONGEST_SLUG]
    renamed = _renamed([slug for slug in names if slug not in by_slug], live)
    found = {slug: by_slug.get(slug) or renamed.get(slug) for slug in names}
    chosen = set(found.values())
    return Choice(
        pathways=[pathway for pathway in live if pathway in chosen],
        gone=[slug for slug, pathway in found.items() if pathway is None],
        unreadable=len(asked) - len(names),
    )


def _renamed(slugs, live):
    """Return {slug: the pathway its old address leads to now} for those of `slugs` that had one."""
    if not slugs:
        return {}
    by_address = {pathway.get_absolute_url(): pathway for pathway in live}
    old = {_page(slug): slug for slug in slugs}
    rows = OldAddress.objects.filter(old_path__in=old).values_list("old_path", "new_path")
    return {old[path]: by_address[new] for path, new in rows if new in by_address}


def _page(slug):
    return reverse("contacts:pathway_detail", args=[slug])


def sheet_address(pathways):
    """Return the path and query of the sheet with `pathways` on it."""
    query = urlencode([("contact", pathway.slug) for pathway in pathways])
    return f"{reverse('contacts:sheet')}?{query}"


def entries(pathways):
    """Return (pathway, who may use it in words, its numbers as contacts.cards groups them) for each of `pathways`.

    A form or website whose address is not known is left out: nobody can use it from paper. Loads the numbers and hours
    of all with two queries.
    """
    prefetch_related_objects(pathways, "contact_points__opening_hours")
    return [
        (
            pathway,
            get_text_list(pathway.who_for, "and"),
            by_hours([point for point in points_for(pathway) if point.value]),
        )
        for pathway in pathways
    ]


def _grouped(pathways):
    """Return the choices of the form in groups by who may use a contact, without an empty group."""
    public, professionals, young_people = [], [], []
    for pathway in pathways:
        if pathway.for_public:
            group = public
        elif pathway.for_professionals:
            group = professionals
        else:
            group = young_people
        group.append((pathway.slug, pathway.title))
    groups = [
        ("Open to the public", public),
        ("For professionals only", professionals),
        ("For children and young people", young_people),
    ]
    return [(label, options) for label, options in groups if options]
