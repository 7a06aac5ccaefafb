"""What the forms of content records do about typing, all together."""

from hscp.admin.kept_text import KeepsTypedText
from hscp.admin.link_words import RemarksOnLinks
from hscp.admin.presence import ShowsPresence


class TypedForms(KeepsTypedText, RemarksOnLinks, ShowsPresence):
    """Mixin of a ModelAdmin: what is typed is kept in the browser, others are told of, vague links are remarked on."""
