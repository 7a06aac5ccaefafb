"""A reader's own pack: the themes and contacts that an address names, in one document.

The address holds the whole choice (`?theme=slug&contact=slug`) and nothing is stored: see hscp.web.selections.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.text import get_text_list

from contacts.models import Pathway, load_numbers
from contacts.output.print_data import emergency_numbers, printed_pathway
from hscp.brochure.printing.pack_document import (
    SHORT,
    current_edition,
    pack_data,
    toolkit_addresses,
    unchecked,
)
from hscp.documents.document import Document, made_on
from hscp.documents.rich_text import first_sentences
from hscp.web.qr_codes import qr_file
from hscp.web.selections import Selection, missing_in_words, read_selection
from hscp.web.wording import counted
from themes.models import Theme
from themes.packs import load_packs
from themes.sensitivity import is_sensitive

TITLE = "My safeguarding pack"


@dataclass(frozen=True)
class CustomPack:
    """The live themes and contacts that an address names."""

    selected_themes: Selection
    selected_contacts: Selection

    def __bool__(self):
        """Whether it holds anything."""
        return bool(self.selected_themes.records or self.selected_contacts.records)

    @property
    def holds(self):
        """What it holds, in words: "3 themes and 1 contact"."""
        kinds = [(self.selected_themes, "theme"), (self.selected_contacts, "contact")]
        counts = [(len(selection.records), noun) for selection, noun in kinds if selection.records]
        return get_text_list([counted(*each) for each in counts], "and")

    @property
    def left_out(self):
        """What could not be found, as sentences."""
        return missing_in_words(
            (self.selected_themes, "theme", "themes"), (self.selected_contacts, "contact", "contacts")
        )

    @property
    def query(self):
        """The query of its address, without what could not be found."""
        chosen = [("theme", theme.slug) for theme in self.selected_themes.records]
        return urlencode(chosen + [("contact", pathway.slug) for pathway in self.selected_contacts.records])

    @property
    def address(self):
        """The absolute address of its page."""
        return f"{settings.HSCP_ADDRESS}{reverse('documents:custom_pack')}?{self.query}"

    @property
    def name(self):
        """The name of its Document."""
        return f"own-packs/{self.query}/my-pack"

    @property
    def sensitive(self):
        """Whether being seen reading it could put someone at risk."""
        return is_sensitive(*self.selected_themes.records, *self.selected_contacts.records)


def read_custom_pack(query):
    """Return the CustomPack that `query` (a QueryDict) names. Makes at most three queries for each of the two kinds."""
    themes = Theme.objects.live().in_order().select_related("lead_toolkit")
    return CustomPack(
        selected_themes=read_selection(Theme, query.getlist("theme"), themes),
        selected_contacts=read_selection(
            Pathway, query.getlist("contact"), Pathway.objects.live().in_order()
        ),
    )


def load_custom_pack(own):
    """Return (the Packs of the themes chosen, the pathways chosen with their numbers and hours loaded)."""
    packs = load_packs(own.selected_themes.records) if own.selected_themes.records else []
    pathways = own.selected_contacts.records
    load_numbers(pathways)
    return packs, pathways


def custom_pack_document(query):
    """Return the Document of what `query` (a QueryDict: theme=slug, contact=slug) names. Raises Http404 if nothing."""
    own = read_custom_pack(query)
    if not own:
        raise Http404("The link asks for no theme and no contact.")
    packs, pathways = load_custom_pack(own)
    shown_contacts = [*(each for pack in packs for each in pack.pathways), *pathways]
    addresses = toolkit_addresses(packs)
    return Document(
        name=own.name,
        title=f"{TITLE}: {own.holds}",
        template="custom_pack.typ",
        data={
            "title": TITLE,
            "holds": own.holds,
            "edition": current_edition(),
            "made_on": made_on(),
            "emergency": emergency_numbers(beside=shown_contacts),
            "unchecked": unchecked(shown_contacts, packs),
            "packs": [
                {
                    **pack_data(pack, addresses),
                    "short_message": first_sentences(pack.theme.key_message, SHORT),
                }
                for pack in packs
            ],
            "contacts": [printed_pathway(pathway) for pathway in pathways],
            "left_out": own.left_out,
            "address": own.address,
            "shown": own.address.partition("://")[2].partition("?")[0],
            "code": qr_file(own.address),
        },
        pages=(1, 120),
        densities=5 if len(packs) == 1 else 1,
        sensitive=own.sensitive,
    )
