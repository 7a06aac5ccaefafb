"""The site's menus as data: the three doors, the sections behind the professionals' door, and the footer.

The first level of the main menu is the three doors, one for each group of readers, on every page. The second is what
professionals use; a page that is for parents or for young people does not show it, and its footer leaves out the links that
only professionals need.
"""

from dataclasses import dataclass

from django.urls import reverse

from hscp.vocabulary import AudienceGroup


@dataclass(frozen=True)
class MenuItem:
    """One link of a menu. It is current on the page it leads to and on every page named in `covers`.

    `note` says in a few words what is there, where the link has room for it.
    """

    label: str
    url_name: str
    covers: tuple[str, ...] = ()
    note: str = ""

    def link(self, view_name):
        """Return {"label", "url", "note", "current"} for a page whose route is `view_name` ("" for none).

        `current` is "page" on the linked page itself, "true" on a page under it, and "" elsewhere: the values
        that aria-current takes.
        """
        current = ""
        if view_name == self.url_name:
            current = "page"
        elif view_name in self.covers:
            current = "true"
        return {"label": self.label, "url": reverse(self.url_name), "note": self.note, "current": current}


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
PROFESSIONALS_ONLY = (
    MenuItem("Levels of need", "contacts:threshold_list"),
    MenuItem("Brochure", "site:brochure"),
    MenuItem("Glossary", "themes:glossary"),
)
DOORS = {
    AudienceGroup.PROFESSIONALS: MenuItem(
        "Professionals",
        "site:professionals",
        tuple(name for item in (*SECTIONS, *PROFESSIONALS_ONLY) for name in (item.url_name, *item.covers)),
        "Contacts, themes, tools and training",
    ),
    AudienceGroup.PARENTS_AND_CARERS: MenuItem(
        "Parents and carers",
        "site:parents_and_carers",
        ("themes:situation_detail",),
        "What you can do, and who can help",
    ),
    AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE: MenuItem(
        "Children and young people", "site:children_and_young_people", note="Who you can talk to"
    ),
}
FAMILIES = {AudienceGroup.PARENTS_AND_CARERS, AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE}
FOR_EVERYBODY = (
    MenuItem("Hide your visit", "site:safety"),
    MenuItem("Accessibility", "site:accessibility"),
    MenuItem("Privacy", "site:privacy"),
    MenuItem("Cookies", "site:cookies"),
)
# Pages that all three groups are led to: they show the doors alone.
SHARED = {"site:report_a_concern", "site:told_me", *(item.url_name for item in FOR_EVERYBODY)}


def meant_for(request, group):
    """Say that the page which answers `request` is for readers of `group` (an AudienceGroup), whatever its route says.

    For a page such as a toolkit's, whose readers its record decides. Call it before the page is rendered.
    """
    request.meant_for = group


def door_of(request):
    """Return (group, aria-current) of the door that the page stands behind; (None, "") for a page that all may need."""
    group = getattr(request, "meant_for", None)
    if group:
        return group, "true"
    view_name = _view_name(request)
    for each, door in DOORS.items():
        if current := door.link(view_name)["current"]:
            return each, current
    return None, ""


def navigation(request):
    """Context processor: `doors`, `menu_sections` and `footer_menu` as lists of links. Makes no query.

    `menu_sections` is empty where the page is for families or for everybody. A page that matched no route (404) or failed
    before routing has no current item.
    """
    view_name = _view_name(request)
    group, current = door_of(request)
    for_families = group in FAMILIES
    hidden = for_families or view_name in SHARED
    footer = (*DOORS.values(), *(() if hidden else PROFESSIONALS_ONLY), *FOR_EVERYBODY)
    return {
        "doors": [
            {**door.link(view_name), "current": current if each == group else ""}
            for each, door in DOORS.items()
        ],
        "menu_sections": [] if hidden else [item.link(view_name) for item in SECTIONS],
        "footer_menu": [item.link(view_name) for item in footer],
        "for_families": for_families,
    }


def _view_name(request):
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else ""
