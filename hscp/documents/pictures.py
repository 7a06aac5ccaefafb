"""The pictures that messengers and newsletters show with a link to a page: `og:image` of the Open Graph protocol.

They say what the page is about and no number: a messenger keeps a picture for weeks, and a number in it could be wrong by then.
"""

from functools import lru_cache

from django.urls import reverse

from hscp.documents.cache import key_of
from hscp.documents.document import Document

# The size that Facebook asks for, which all others take: https://developers.facebook.com/docs/sharing/webmasters/images/
WIDTH, HEIGHT = 1200, 630  # pixels; hscp/documents/typst/picture.typ has them too
# What is said under the title, by the kind of record.
LINES = {
    "themes": "Toolkits, guidance, training and contacts",
    "toolkits": "A toolkit for professionals",
    "courses": "Training for professionals",
    "contacts": "Who to contact, when and how",
    "brochure": "Every safeguarding theme in one place",
}
# The picture of every other page, and of what is sensitive. static/img/share.png is what is made of it.
GENERAL = ("Safeguarding information", "Themes, toolkits, training and contacts")
GENERAL_FILE = "img/share.png"
_DIGEST = 16  # characters of a key in an address


def picture_of(kind, record):
    """Return what a picture is made of, (kind, slug, title), for a record that the public sees; None for any other."""
    return (kind, record.slug, record.title) if record.pk and record.is_live() else None


def picture_document(kind, slug, title):
    """Return the Document of the picture of a record: `kind` is in LINES, `slug` and `title` are the record's."""
    return _document(f"{kind}-{slug}", title, LINES[kind])


def general_picture():
    """Return the Document of the picture that is of no record."""
    return _document("general", *GENERAL)


def picture_path(kind, slug, title):
    """Return the path of a record's picture. It changes with the title and the look, so that nobody is shown an old picture."""
    return reverse("documents:picture", args=[kind, slug, picture_digest(kind, title)])


@lru_cache(maxsize=2048)
def picture_digest(kind, title):
    """Return what tells a picture from others in its address, as lower case hexadecimal digits."""
    return key_of(picture_document(kind, "", title))[:_DIGEST]


def _document(name, title, line):
    return Document(
        name=f"pictures/{name}",
        title=title,
        template="picture.typ",
        data={"title": title, "line": line},
        format="png",
    )
