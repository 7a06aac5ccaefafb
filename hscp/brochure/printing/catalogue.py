"""Every document that the portal makes from its live records, and the faults that an editor should mend in one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from contacts.models import Pathway
from contacts.output.sheet import sheet_document
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.brochure.printing.pack_document import pack_document
from hscp.brochure.printing.pictures import picture_documents
from hscp.brochure.printing.poster_document import PAPERS, READERS, poster_document
from hscp.documents.document import Document
from hscp.web.selections import Selection
from hscp.web.wording import counted
from themes.models import Theme

KINDS = ("packs", "posters", "brochure", "sheet", "pictures")


@dataclass(frozen=True)
class Listed:
    """A document to be made: its kind, its name on the command line, and the title and admin page of its record."""

    kind: str
    name: str
    title: str
    admin_path: str
    document: Callable[[], Document]

    @property
    def admin_address(self):
        """The absolute address of the page on which an editor mends the document's faults."""
        return settings.HSCP_ADDRESS + self.admin_path


def listed():
    """Return every document as Listed, in eight queries. The content of each is read only when it is wanted."""
    found = []
    for theme in Theme.objects.live().in_order().select_related("lead_toolkit"):
        about = (theme.slug, theme.title, reverse("admin:themes_theme_change", args=[theme.pk]))
        found.append(Listed("packs", *about, lambda theme=theme: pack_document(theme)))
        found += [
            Listed("posters", *about, lambda given=(theme, reader, paper): poster_document(*given))
            for reader in READERS
            for paper in PAPERS
        ]
    brochure = current_brochure()
    path = (
        reverse("admin:brochure_brochure_change", args=[brochure.pk])
        if brochure.pk
        else reverse("admin:brochure_brochure_changelist")
    )
    title = f"{brochure.title} {brochure.edition}".strip()
    found.append(Listed("brochure", "brochure", title, path, lambda: brochure_document(brochure)))
    if pathways := list(Pathway.objects.live().in_order()):
        path = reverse("admin:contacts_pathway_changelist")
        sheet = lambda: sheet_document(Selection(records=pathways))  # noqa: E731
        found.append(Listed("sheet", "sheet", "Local safeguarding contacts", path, sheet))
    for record, document in picture_documents():
        path = reverse(f"admin:{record._meta.label_lower.replace('.', '_')}_change", args=[record.pk])
        found.append(Listed("pictures", record.slug, record.title, path, lambda document=document: document))
    return found


def faults_of(document, made):
    """Return the faults of a Document, given its CachedFile, as sentences for an editor; [] if there are none."""
    faults = [*document.faults]
    if fit := made.fit:
        count, (least, most) = fit["pages"], document.pages
        if not least <= count <= most:
            allowed = f"{least}" if least == most else f"{least} to {most}"
            faults.append(f"It has {counted(count, 'page')} and should have {allowed}.")
        if count > 1 and fit["last"] < 0.5:
            faults.append(f"Its last page is filled to {fit['last']:.0%} only.")
        faults += [f"A text is too long for its place: {label}." for label in fit["overflow"]]
    faults += [f"The fonts have no sign for a part of “{text}”." for text in made.changed]
    return [*faults, *(f"The typesetter warns: {warning}." for warning in made.warnings)]
