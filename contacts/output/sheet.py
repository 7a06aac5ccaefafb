"""The local contacts sheet: the contacts to tick, and what is printed of each. Its address holds the selection."""

import math
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.text import get_text_list

from contacts.models import load_numbers
from contacts.output.cards import by_hours, points_for
from contacts.output.print_data import emergency_numbers, printed_pathway, unchecked_words
from hscp.documents.document import Document, made_on
from hscp.web.qr_codes import qr_file
from hscp.web.selections import missing_in_words
from themes.sensitivity import is_sensitive

TITLE = "Local safeguarding contacts"
CONTACTS_A_PAGE = 6


def sheet_address(pathways):
    """Return the path and query of the sheet with `pathways` on it."""
    query = urlencode([("contact", pathway.slug) for pathway in pathways])
    return f"{reverse('contacts:sheet')}?{query}"


def document_name(pathways):
    """Return the name of the Document of the sheet with `pathways` on it."""
    return f"{sheet_address(pathways)}/contacts-sheet"


def sheet_document(selection):
    """Return the Document of the sheet with what an address chooses (hscp.web.selections.Selection).

    Up to twelve contacts take two pages of A4 at most; more take a page for each six.
    """
    pathways = selection.records
    load_numbers(pathways)
    address = settings.HSCP_ADDRESS + sheet_address(pathways)
    return Document(
        name=document_name(pathways),
        title=TITLE,
        template="sheet.typ",
        data={
            "title": TITLE,
            "date": made_on(),
            "emergency": emergency_numbers(beside=pathways),
            "unchecked": unchecked_words(pathways),
            "contacts": [printed_pathway(pathway) for pathway in pathways],
            "left_out": missing_in_words((selection, "contact", "contacts")),
            "address": address,
            "shown": address.partition("://")[2].partition("?")[0],
            "code": qr_file(address),
        },
        pages=(1, max(2, math.ceil(len(pathways) / CONTACTS_A_PAGE))),
        sensitive=is_sensitive(*pathways),
    )


def entries(pathways):
    """Return (pathway, who may use it in words, its numbers as contacts.output.cards groups them) for each of `pathways`.

    Loads the numbers and hours of all in a fixed number of queries.
    """
    load_numbers(pathways)
    return [
        (
            pathway,
            get_text_list(pathway.who_for, "and"),
            by_hours(points_for(pathway)),
        )
        for pathway in pathways
    ]
