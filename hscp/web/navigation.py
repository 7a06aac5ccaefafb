"""The site's menus as data: the three doors, the sections behind the professionals' door, and the footer.

The first level of the main menu is the three doors, one for each group of readers, on every page. The second is what
professionals use; a page that is for parents or for young people does not show it, and its footer leaves out the links that
only professionals need.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.urls import get_script_prefix

from hscp.page_cache.policies import policy_at
from hscp.vocabulary import AudienceGroup
from hscp.web.addresses import path_of
from hscp.web.wording import marked


class MenuLink(NamedTuple):
    """A MenuItem as a page shows it. `current` is "page", "true" or "": the values that aria-current takes."""

    label: str
    url: str
    note: str
    current: str


@dataclass(frozen=True)
class MenuItem:
    """One link of a menu. It is current on the page it leads to and on every page named in `covers`.

    `note` says in a few words what is there, where the link has room for it.
    """

    label: str
    url_name: str
    covers: tuple[str, ...] = ()
    note: str = ""

    def current(self, view_name):
        """Return "page" on the linked page itself, "true" on a page under it, and "" elsewhere ("" for no route)."""
        if view_name == self.url_name:
            return "page"
        return "true" if view_name in self.covers else ""

    def link(self, current):
        """Return the MenuLink whose `current` is as given."""
        return MenuLink(self.label, path_of(self.url_name), self.note, current)


SECTIONS = (
    MenuItem("Themes", "themes:theme_list", ("themes:theme_detail", "documents:custom_pack")),
    MenuItem("Agency processes", "themes:process_list", ("themes:process_detail",)),
    MenuItem("Toolkits", "resources:toolkit_list", ("resources:toolkit_detail",)),
    MenuItem("Resources", "resources:resource_list", ("resources:resource_detail",)),
    MenuItem(
        "Training",
        "training:course_list",
        (
            "training:course_detail",
            "training:needs",
            "training:dates",
            "training:calendar",
            "training:session_detail",
            "training:book",
            "training:booked",
            "training:interest",
            "training:record_request",
            "training:record",
            "training:certificate_check",
        ),
    ),
    MenuItem(
        "Contacts",
        "contacts:pathway_list",
        (
            "contacts:pathway_detail",
            "contacts:find",
            "contacts:find_question",
            "contacts:sheet",
            "contacts:threshold_list",
        ),
    ),
)
FOR_DEVELOPERS = MenuItem("Developers", "site:developers", ("api:reference",))
PROFESSIONALS_ONLY = (
    MenuItem("Levels of need", "contacts:threshold_list"),
    MenuItem("Brochure", "site:brochure"),
    MenuItem("Glossary", "themes:glossary"),
    MenuItem("What changed", "site:updates", ("site:updates_since",)),
    MenuItem("Keep on this phone", "site:keep_on_this_phone"),
    FOR_DEVELOPERS,
    MenuItem("Open data", "site:open_data"),
)
DOORS = {
    AudienceGroup.PROFESSIONALS: MenuItem(
        marked("Professionals"),
        "site:professionals",
        tuple(name for item in (*SECTIONS, *PROFESSIONALS_ONLY) for name in (item.url_name, *item.covers)),
        "Contacts, themes, tools and training",
    ),
    AudienceGroup.PARENTS_AND_CARERS: MenuItem(
        marked("Parents and carers"),
        "site:parents_and_carers",
        ("themes:situation_detail",),
        "What you can do, and who can help",
    ),
    AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE: MenuItem(
        marked("Children and young people"), "site:children_and_young_people", note="Who you can talk to"
    ),
}
FAMILIES = {AudienceGroup.PARENTS_AND_CARERS, AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE}
FOR_EVERYBODY = (
    MenuItem(marked("Other languages and easy read"), "languages:languages"),
    MenuItem(marked("About"), "site:about"),
    MenuItem(marked("Contact us"), "site:contact_us"),
    MenuItem(marked("Hide your visit"), "site:safety"),
    MenuItem(marked("Accessibility"), "site:accessibility"),
    MenuItem(marked("Privacy"), "site:privacy"),
    MenuItem(marked("Cookies"), "site:cookies"),
)
# Not cached, and yet without anything of one person in their addresses.
ALSO_REPORTED = {
    "site:search",
    "site:open_data",
    "documents:custom_pack",
    "contacts:sheet",
    "training:book",
    "training:interest",
}
# Where a reader is already saying what is wrong.
REPORTING = {"site:feedback", "site:feedback_sent"}
# Pages that all three groups are led to: they show the doors alone.
SHARED = {
    "site:report_a_concern",
    "site:told_me",
    *REPORTING,
    *(item.url_name for item in FOR_EVERYBODY),
}


def meant_for(request, group):
    """Say that the page which answers `request` is for readers of `group` (an AudienceGroup), whatever its route says.

    For a page such as a toolkit's, whose readers its record decides. Call it before the page is rendered.
    """
    request.meant_for = group


def navigation(request):
    """Context processor: `doors`, `menu_sections` and `footer_menu` as tuples of MenuLinks, `may_report`, and `reported_page`. Makes no query.

    `menu_sections` is empty where the page is for families or for everybody. A page that matched no route (404) or failed
    before routing has no current item.
    """
    match = getattr(request, "resolver_match", None)
    view_name = match.view_name if match else ""
    menus = _menus(view_name, getattr(request, "meant_for", None), get_script_prefix())
    return {
        **menus,
        "may_report": view_name not in REPORTING,
        "reported_page": reported_page(view_name, getattr(request, "path", "")),
    }


def reported_page(view_name, path):
    """Return `path` where a report that something is wrong may name the page, else "": then it is about the site as a whole.

    It may on pages that are the same for every reader, which the page cache knows, and on a few others. The address of any other
    page may hold a token, which nobody should pass on.
    """
    return path if view_name in ALSO_REPORTED or policy_at(path) is not None else ""


# Of each route, the menus of a page of its own and of one whose record decides for whom it is.
@lru_cache(maxsize=512)
def _menus(view_name, meant_for, prefix):
    group, current = _door_of(view_name, meant_for)
    for_families = group in FAMILIES
    hidden = for_families or view_name in SHARED
    footer = (*DOORS.values(), *(() if hidden else PROFESSIONALS_ONLY), *FOR_EVERYBODY)
    return {
        "doors": tuple(door.link(current if each == group else "") for each, door in DOORS.items()),
        "menu_sections": () if hidden else tuple(item.link(item.current(view_name)) for item in SECTIONS),
        "footer_menu": tuple(item.link(item.current(view_name)) for item in footer),
        "for_families": for_families,
    }


def _door_of(view_name, meant_for):
    """Return (group, aria-current) of the door that a page stands behind; (None, "") for a page that all may need."""
    if meant_for:
        return meant_for, "true"
    for each, door in DOORS.items():
        if current := door.current(view_name):
            return each, current
    return None, ""
