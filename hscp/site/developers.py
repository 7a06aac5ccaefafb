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
        "pathway": pathway,
        "numbers": numbers_code(pathway) if pathway else "",
        "script": script_code(),
        "script_version": NEWEST,
        "portal": settings.HSCP_ADDRESS,
        "contact_email": settings.HSCP_CONTACT_EMAIL,
        "licence": LICENCE,
    }
    return render(request, "site/developers.html", context)


def examples(pathway):
    """Return a list of Example; those about one contact are of `pathway`, and left out where there is none."""
    contacts = f"{settings.HSCP_ADDRESS}{reverse('contacts:api_pathways')}"
    found = [
        Example("Every contact, ten at a time", "Shell", f"curl '{contacts}?per_page=10'"),
        Example("What changed since a day", "Shell", f"curl '{contacts}?modified_after=2026-11-01'"),
        Example(
            "Training dates as a calendar",
            "Shell",
            f"curl '{settings.HSCP_ADDRESS}{reverse('training:feed')}'",
        ),
        Example("Search", "Shell", f"curl '{settings.HSCP_ADDRESS}{reverse('search:api_search')}?q=neglect'"),
    ]
    if pathway is not None:
        address = f"{settings.HSCP_ADDRESS}{reverse('contacts:api_pathway', args=[pathway.slug])}"
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
