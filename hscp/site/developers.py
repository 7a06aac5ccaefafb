"""The pages for those who run other sites: what they may take, with examples that run as shown, and the files to download."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from contacts.models import Pathway
from hscp.api.open_data import LICENCE, read_manifest
from hscp.brochure.models import ImportRun, ImportState
from hscp.security.rate_limits import API_BY_NETWORK
from hscp.site.updates.feeds import ALL_FEEDS
from hscp.templatetags.embed_code import numbers_code, script_code
from hscp.web.embed_script import NEWEST


@dataclass(frozen=True)
class Example:
    """One example: what it does, in which language ("Shell", "Python"), and the code as it is copied."""

    title: str
    language: str
    code: str


def developers(request):
    """Say what there is for other sites and programs. The examples name a contact that is live now."""
    pathway = Pathway.objects.live().in_order().only("slug", "title").first()
    context = {
        "page_title": "For those who run other websites",
        "breadcrumbs": [],
        "examples": examples(pathway),
        "feeds": [
            {"title": feed.title, "path": reverse(feed.listed.feed), "list": reverse(feed.list_url)}
            for feed in ALL_FEEDS
        ],
        "pathway": pathway,
        "numbers": numbers_code(pathway) if pathway else "",
        "script": script_code(),
        "script_version": NEWEST,
        "portal": settings.HSCP_ADDRESS,
        "contact_email": settings.HSCP_CONTACT_EMAIL,
        "licence": LICENCE,
        "limit": API_BY_NETWORK,
    }
    return render(request, "site/developers.html", context)


def examples(pathway):
    """Return a list of Example; those about one contact are of `pathway`, and left out where there is none."""

    def shell(title, route, query=""):
        return Example(title, "Shell", f"curl '{settings.HSCP_ADDRESS}{reverse(route)}{query}'")

    found = [
        shell("The next training dates that still have places", "api:sessions", "?places=places&per_page=5"),
        shell("Every contact, ten at a time", "api:pathways", "?per_page=10"),
        shell("The toolkits for parents and carers", "api:toolkits", "?audience=parents_and_carers"),
        shell("Themes with their packs that changed since a day", "api:themes", "?updated_since=2026-11-01"),
        shell("What was taken down since a day", "api:removed", "?updated_since=2026-11-01"),
        shell("Major changes, the latest first", "api:updates", "?major=yes"),
        shell("Search", "api:search", "?q=neglect"),
        shell("Training dates as a calendar", "training:feed"),
        Example("What changed, from its feed", "Python", _feed_code()),
    ]
    if pathway is not None:
        address = f"{settings.HSCP_ADDRESS}{reverse('api:pathway', args=[pathway.slug])}"
        code = (
            "import json\n"
            "from urllib.request import urlopen\n\n"
            f'with urlopen("{address}") as answer:\n'
            "    contact = json.load(answer)\n"
            'print(contact["name"])\n'
            'for phone in contact["phones"]:\n'
            '    print(phone["number"])'
        )
        found.append(Example("The numbers of one contact", "Python", code))
    return found


def _feed_code():
    address = f"{settings.HSCP_ADDRESS}{reverse('site:updates_feed')}"
    return (
        "from urllib.request import urlopen\n"
        "from xml.etree import ElementTree\n\n"
        'ATOM = "{http://www.w3.org/2005/Atom}"\n'
        f'with urlopen("{address}") as answer:\n'
        "    feed = ElementTree.parse(answer)\n"
        'for entry in feed.iter(f"{ATOM}entry"):\n'
        '    print(entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}title"))'
    )


def open_data(request):
    """Say which files there are to download, under which licence, and when they and the last import were made."""
    manifest = read_manifest() or {}
    imports = ImportRun.objects.filter(state=ImportState.APPLIED)
    context = {
        "page_title": "Open data",
        "breadcrumbs": [],
        "files": manifest.get("files", []),
        "made_at": parse_datetime(manifest.get("made_at", "")),
        "licence": LICENCE,
        "imported_at": imports.aggregate(last=Max("decided_at"))["last"],
    }
    return render(request, "site/open_data.html", context)
