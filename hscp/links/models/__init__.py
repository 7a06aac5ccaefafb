"""The tables of links and files, and what a record that leads somewhere is made of."""

from hscp.links.models.checks import LinkCheck, needs_attention
from hscp.links.models.files import LibraryFile, OlderVersion, StoredFile
from hscp.links.models.linked import Linked, LinkedQuerySet, WithLinks
from hscp.links.models.links import AddressField, Link
from hscp.links.models.rows import LinkRow, ShownLink, load_links, row_models, show_link

__all__ = [
    "AddressField",
    "LibraryFile",
    "Link",
    "LinkCheck",
    "LinkRow",
    "Linked",
    "LinkedQuerySet",
    "OlderVersion",
    "ShownLink",
    "StoredFile",
    "WithLinks",
    "load_links",
    "needs_attention",
    "row_models",
    "show_link",
]
