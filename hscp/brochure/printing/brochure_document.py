"""The whole brochure: its content for the web page, and its data for the PDF."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from contacts.models import Pathway, ThresholdLevel
from contacts.output.print_data import emergency_numbers, printed_pathway
from hscp.brochure.printing.index_of_titles import index_of
from hscp.brochure.printing.pack_document import pack_data, unchecked
from hscp.brochure.writing.brochure_text import file_name, write_brochure
from hscp.documents.document import Document, made_on
from hscp.documents.rich_text import rich_text
from hscp.records.short_addresses import codes_of, short_address
from hscp.records.state import State
from hscp.vocabulary import AudienceGroup
from hscp.web.excerpts import excerpt
from hscp.web.page_sizes import BROCHURE_CONTACTS
from hscp.web.qr_codes import qr_file
from themes.models import Theme
from themes.packs import load_packs


@dataclass
class Whole:
    """Everything in a brochure, in order. `index` is the result of `index_of`; pathways have their numbers loaded."""

    brochure: object
    packs: list
    index: list
    pathways: list
    levels: list
    has_more_pathways: bool = False


def load_whole(brochure, *, drafts=False):
    """Return the Whole of `brochure`: its words and everything that is live, with `drafts` also what is planned.

    Makes at most 13 queries, however much there is, and three more if a theme names no contact.
    """

    def shown(model):
        return model.objects.planned() if drafts else model.objects.live()

    packs = load_packs(themes_in_order(shown(Theme)), drafts=drafts)
    return Whole(
        brochure=brochure,
        packs=packs,
        index=index_of(packs),
        pathways=list(shown(Pathway).in_order().with_numbers()),
        levels=list(shown(ThresholdLevel).order_by("number")),
    )


def load_part(brochure, themes):
    """Return the Whole of `brochure` with the packs of `themes` (from `themes_in_order`) alone, all of it live.

    It has the contacts that these packs name, and the first BROCHURE_CONTACTS of all.
    """
    packs = load_packs(themes)
    first = excerpt(Pathway.objects.live().in_order().with_numbers(), BROCHURE_CONTACTS)
    named = {pathway.pk: pathway for pack in packs for pathway in pack.pathways}
    pathways = {pathway.pk: pathway for pathway in first} | named
    return Whole(
        brochure=brochure,
        packs=packs,
        index=index_of(packs),
        pathways=sorted(pathways.values(), key=lambda each: (each.order, each.title, each.pk)),
        levels=list(ThresholdLevel.objects.live().order_by("number")),
        has_more_pathways=first.has_more,
    )


def themes_in_order(themes):
    """Return `themes` (a queryset) in the order of the brochure, with what their packs need."""
    return themes.in_order().select_related("lead_toolkit")


def document_name(brochure, *, drafts=False):
    """Return the name of the Document of `brochure`."""
    edition = slugify(brochure.edition)
    return "brochure/hscp-brochure" + (f"-{edition}" if edition else "") + ("-preview" if drafts else "")


def brochure_document(brochure, *, drafts=False):
    """Return the Document of the whole brochure with the words of `brochure` and every live theme.

    The PDF has its text attached in the form that editors import. With `drafts`, for staff only, it also has the themes
    and items that are drafts, in review or scheduled, and no attached text.
    """
    whole = load_whole(brochure, drafts=drafts)
    address = settings.HSCP_ADDRESS + reverse("site:brochure")
    return Document(
        name=document_name(brochure, drafts=drafts),
        title=f"{brochure.title} {brochure.edition}".strip(),
        template="brochure.typ",
        data={
            "title": brochure.title,
            "edition": brochure.edition,
            "drafts": drafts,
            "about": _about(len(whole.packs)),
            "made_on": made_on(),
            "address": address,
            "code": qr_file(address),
            "emergency": emergency_numbers(),
            "unchecked": unchecked(whole.pathways, whole.packs),
            "introduction": rich_text(brochure.introduction),
            "how_to_use": rich_text(brochure.how_to_use),
            "packs": _packs(whole.packs),
            "index": [{"letter": letter, "entries": _entries(entries)} for letter, entries in whole.index],
            "contacts": [printed_pathway(pathway) for pathway in whole.pathways],
            "levels": [_level(level) for level in whole.levels],
        },
        pages=(1, 999),
        # Text with planned items is not for importing.
        attachments=() if drafts else ((file_name(brochure), write_brochure(brochure)),),
    )


def _about(count):
    """Return the sentence on the cover of a brochure of `count` themes."""
    if not count:
        return "Toolkits, guidance, training and contacts for everyone who works with children and families."
    themes = (
        "One safeguarding theme, with its" if count == 1 else f"{count} safeguarding themes, each with its"
    )
    return f"{themes} toolkits, guidance, training and contacts."


def _packs(packs):
    """Return the packs' data, each with its state if it is not published, and the links that lead on from it."""
    codes = codes_of(pack.theme for pack in packs)
    return [
        {
            **pack_data(pack),
            "state": "" if pack.theme.state == State.PUBLISHED else pack.theme.get_state_display(),
            **_links(pack, codes.get(pack.theme.pk)),
        }
        for pack in packs
    ]


def _links(pack, code):
    """Return the links from a pack on paper: the code of its live page, and its own PDF, posters and toolkits."""
    theme = pack.theme
    if not (code and theme.is_live()):
        # None of it is public yet, or any longer.
        return {"code": "", "share": []}
    share = [
        ("This pack to print or send", settings.HSCP_ADDRESS + reverse("documents:pack", args=[theme.slug])),
        ("Posters", settings.HSCP_ADDRESS + reverse("documents:posters", args=[theme.slug])),
    ]
    if AudienceGroup.PARENTS_AND_CARERS in pack.toolkit_audiences:
        share.append(("Toolkits for parents and carers", short_address(code, "parents")))
    return {
        "code": qr_file(short_address(code)),
        "share": [{"title": title, "address": address} for title, address in share],
    }


def _entries(entries):
    """Return index entries as data. `url` identifies a record, and is in the items of the packs too."""
    return [
        {
            "title": entry.record.title,
            "kind": entry.kind,
            "url": settings.HSCP_ADDRESS + entry.record.get_absolute_url(),
            "themes": len(entry.themes),
        }
        for entry in entries
    ]


def _level(level):
    return {
        "number": level.number,
        "title": level.title,
        "description": rich_text(level.description),
        "what_to_do": rich_text(level.what_to_do),
    }
