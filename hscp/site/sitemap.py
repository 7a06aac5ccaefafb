"""The sitemap, an index of parts with every live page, and robots.txt."""

from xml.sax.saxutils import escape

from django.db.models import Max
from django.http import Http404, HttpResponse
from django.urls import reverse

from contacts.models import Pathway
from hscp.languages.in_use import languages_with_pages
from hscp.languages.models import Wording
from hscp.web.page_sizes import SITEMAP_PART
from resources.models import Resource, Toolkit
from themes.models import Process, Situation, Theme
from training.enums import SessionState
from training.models import Course, Session

# The pages that are not records. The search page is left out: crawlers are asked to keep away from it.
PAGES = [
    "site:home",
    "site:report_a_concern",
    "site:told_me",
    "site:professionals",
    "site:parents_and_carers",
    "site:children_and_young_people",
    "site:brochure",
    "site:updates",
    "site:updates_since",
    "documents:editions",
    "themes:theme_list",
    "documents:custom_pack",
    "themes:process_list",
    "themes:glossary",
    "resources:toolkit_list",
    "resources:resource_list",
    "training:course_list",
    "training:dates",
    "training:calendar",
    "training:needs",
    "contacts:pathway_list",
    "contacts:find",
    "contacts:sheet",
    "contacts:threshold_list",
    "site:keep_on_this_phone",
    "languages:languages",
    "site:safety",
    "site:about",
    "site:contact_us",
    "site:developers",
    "api:reference",
    "site:accessibility",
    "site:privacy",
    "site:cookies",
]
RECORDS = {
    model._meta.model_name: model
    for model in (Theme, Process, Situation, Toolkit, Resource, Course, Pathway, Wording)
}
_XML = "application/xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(request):
    """Answer with the index of the sitemap: a part for the pages, one for the next sessions, and the parts of each kind of record.

    A part has the records of SITEMAP_PART numbers in a row, so that it is found at once however many there are.
    """
    newest = {
        kind: model.objects.aggregate(newest=Max("pk"))["newest"] or 0 for kind, model in RECORDS.items()
    }
    parts = [("pages", 1), ("session", 1), ("language", 1)]
    parts += [
        (kind, part) for kind, last in newest.items() for part in range(1, -(-last // SITEMAP_PART) + 1)
    ]
    addresses = [reverse("site:sitemap_part", args=part) for part in parts]
    return _answer(
        "sitemapindex", "sitemap", [(request.build_absolute_uri(path), None) for path in addresses]
    )


def sitemap_part(request, kind, part):
    """Answer with one part of the sitemap: the addresses of what is live, with the day each was last changed."""
    if (kind, part) == ("pages", 1):
        rows = [(reverse(name), None) for name in PAGES]
    elif (kind, part) == ("session", 1):
        coming = Session.objects.public().upcoming().exclude(state=SessionState.CANCELLED)
        rows = _addresses(Session, "pk", coming[:SITEMAP_PART])
    elif (kind, part) == ("language", 1):
        rows = [(reverse("languages:language", args=[each.part]), None) for each in languages_with_pages()]
    elif model := RECORDS.get(kind):
        numbers = {"pk__gt": (part - 1) * SITEMAP_PART, "pk__lte": part * SITEMAP_PART}
        live = model.objects.live().filter(**numbers).order_by("pk")
        rows = _addresses(model, "slug", live) if model is not Wording else _wordings(live)
    else:
        raise Http404("The sitemap has no such part.")
    site = request.build_absolute_uri("/").removesuffix("/")
    return _answer("urlset", "url", [(f"{site}{path}", changed) for path, changed in rows])


def _addresses(model, name, records):
    """Return (address, day of the last change) of `records`, whose addresses differ in the field `name` alone."""
    before, _, after = model(**{name: 0}).get_absolute_url().rpartition("0")
    return [
        (f"{before}{value}{after}", changed) for value, changed in records.values_list(name, "updated_at")
    ]


def _wordings(wordings):
    """Return the same of `wordings`: their addresses are those of their records, with the language."""
    found = wordings.select_related("language").prefetch_related("english")
    return [(each.get_absolute_url(), each.updated_at) for each in found]


def _answer(whole, entry, rows):
    """Return the response with `rows`, (absolute address, moment or None) each, in XML elements of these names."""
    lines = [
        f"<{entry}><loc>{escape(address)}</loc>{changed and f'<lastmod>{changed:%Y-%m-%d}</lastmod>' or ''}</{entry}>"
        for address, changed in rows
    ]
    text = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="{_NAMESPACE}">', *lines, f"</{whole}>\n"]
    )
    # The list itself is not to be found in a search.
    return HttpResponse(text, content_type=_XML, headers={"X-Robots-Tag": "noindex, noodp, noarchive"})


def robots(request):
    """Allow crawlers everything but the admin, searches and readers' own selections, and name the sitemap."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('site:search')}",
        f"Disallow: {reverse('site:feedback')}",
        f"Disallow: {reverse('site:home')}embed/",
        # Readers' own selections: there are as many addresses as there are selections.
        f"Disallow: {reverse('contacts:sheet')}?",
        f"Disallow: {reverse('contacts:sheet_pdf')}",
        f"Disallow: {reverse('documents:custom_pack')}?",
        f"Disallow: {reverse('documents:custom_pack_pdf')}",
        f"Sitemap: {request.build_absolute_uri(reverse('site:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
