"""The site's menus as data, and the context processor that marks where the reader is."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class MenuItem:
    """One link of a menu. It is current on the page it leads to and on every page named in `covers`."""

    label: str
    url_name: str
    covers: tuple[str, ...] = ()

    def link(self, view_name):
        """Return {"label", "url", "current"} for a page whose route is `view_name` ("" for none).

        `current` is "page" on the linked page itself, "true" on a page under it, and "" elsewhere: the values
        that aria-current takes.
        """
        current = ""
        if view_name == self.url_name:
            current = "page"
        elif view_name in self.covers:
            current = "true"
        return {"label": self.label, "url": reverse(self.url_name), "current": current}


MAIN_MENU = (
    MenuItem("Themes", "themes:theme_list", ("themes:theme_detail", "documents:custom_pack")),
    MenuItem("Processes", "themes:process_list", ("themes:process_detail",)),
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
FOOTER_MENU = (
    MenuItem("Parents and carers", "site:parents_and_carers", ("themes:situation_detail",)),
    MenuItem("Children and young people", "site:children_and_young_people"),
    MenuItem("Levels of need", "contacts:threshold_list"),
    MenuItem("Brochure", "site:brochure"),
    MenuItem("Glossary", "themes:glossary"),
    MenuItem("Hide your visit", "site:safety"),
    MenuItem("Accessibility", "site:accessibility"),
    MenuItem("Privacy", "site:privacy"),
    MenuItem("Cookies", "site:cookies"),
)


def navigation(request):
    """Context processor: `main_menu` and `footer_menu` as lists of links. Makes no query.

    A page that matched no route (404) or failed before routing has no current item.
    """
    match = getattr(request, "resolver_match", None)
    view_name = match.view_name if match else ""
    return {
        "main_menu": [item.link(view_name) for item in MAIN_MENU],
        "footer_menu": [item.link(view_name) for item in FOOTER_MENU],
    }
