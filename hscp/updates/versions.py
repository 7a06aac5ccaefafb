"""What is said of a page, and of one that is another version of a page in English: "now also in Polish", at that page."""

from hscp.updates.enums import Change
from hscp.updates.models import Update

NEW, AGAIN, NEW_LINK, REWORDED = "new on this site", "on this site again", "a new link", "reworded"
# Of a page that has no name any more: its kind stands before it.
GONE = "one page was taken off this site"
# Of a page that is another version of one in English, at whose page it is told: "now also in Polish".
OF_VERSIONS = {
    NEW: "now also in {}",
    AGAIN: "in {} again",
    NEW_LINK: "reworded in {}",
    REWORDED: "reworded in {}",
    GONE: "no longer in {}",
}


def version(document):
    """Return what a document is a version of, {"kind", "id", "name"}; None for a page of its own."""
    return document.data.get("version_of")


def words_of_version(words, name):
    """Return what is said, at the page in English, of a version called `name` of which `words` are said."""
    known = OF_VERSIONS.get(words)
    return known.format(name) if known else f"{name[:1].upper()}{name[1:]}: {words}"


def lines_of(document):
    """Return the lines about what a document is of: those of a version stand at its original, in its words."""
    about = version(document)
    if about is None:
        return Update.objects.filter(kind=document.kind, object_id=document.object_id)
    words = [words_of_version(each, about["name"]) for each in OF_VERSIONS]
    return Update.objects.filter(kind=about["kind"], object_id=about["id"], words__in=words)


def lines_of_end(document):
    """Return those of them that say that it is gone."""
    about, lines = version(document), lines_of(document)
    if about is None:
        return lines.filter(change=Change.GONE)
    return lines.filter(words=words_of_version(GONE, about["name"]))
