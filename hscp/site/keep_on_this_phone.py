"""The page on which a practitioner keeps some pages on their phone, and what a phone asks for to install this site.

The copies are made by static/js/kept.js and shown by the service worker: docs/offline.md.
"""

from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse

from contacts.models import Pathway
from hscp.database.outage import works_without_database
from hscp.web.cache_headers import FRESH, cached_as
from hscp.web.page_sizes import CONTACTS_TO_KEEP, PUBLIC_LISTS, THEMES
from themes.models import Theme

# The icon under which somebody finds this site on their phone. Nobody who looks at the phone is to read what it is about.
NEUTRAL_NAME, SHORT_NEUTRAL_NAME = "HSCP Portal", "HSCP"
BRAND, PAPER = "#0b4f55", "#ffffff"
ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
)


def keep_on_this_phone(request):
    """Explain what can be kept, and list the addresses of what is: what everybody gets, and the themes to choose from.

    Sensitive themes are kept all together or not at all, so that a copy does not show which of them somebody needed.
    """
    themes = list(Theme.objects.live().in_order()[:THEMES])
    return TemplateResponse(
        request,
        "site/keep_on_this_phone.html",
        {
            "page_title": "Keep on this phone",
            "breadcrumbs": [("Professionals", reverse("site:professionals"))],
            "always": [
                (reverse("site:report_a_concern"), "Report a concern about a child"),
                (reverse("site:told_me"), "A child has told me something"),
                *_contacts(),
                (reverse("contacts:threshold_list"), "Levels of need"),
            ],
            "themes": [theme for theme in themes if not theme.sensitive],
            "sensitive_themes": [theme for theme in themes if theme.sensitive],
            "short_name": SHORT_NEUTRAL_NAME,
        },
    )


def _contacts():
    """Return (address, title) of each page of the list of contacts."""
    first = reverse("contacts:pathway_list")
    number = min(Pathway.objects.live().count(), CONTACTS_TO_KEEP)
    later = range(2, -(-number // PUBLIC_LISTS) + 1)
    return [(first, "Contacts"), *((f"{first}?page={page}", f"Contacts, page {page}") for page in later)]


@works_without_database
@cached_as(FRESH)
def manifest(request):
    """Return the web app manifest: this site can be installed, under a name that does not say what it is about."""
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    content = {
        "id": reverse("site:home"),
        "name": NEUTRAL_NAME,
        "short_name": SHORT_NEUTRAL_NAME,
        "lang": "en-GB",
        "start_url": reverse("site:home"),
        "scope": reverse("site:home"),
        "display": "standalone",
        "theme_color": BRAND,
        "background_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")
