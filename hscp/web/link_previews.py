"""What a messenger, a newsletter or a search engine shows of a link to a page: its title, a sentence and a picture.

The names are those of the Open Graph protocol, https://ogp.me, which Facebook, WhatsApp, LinkedIn, Slack and Teams read; X reads
them too where it finds no names of its own. A sensitive page has neutral words: a link in a chat can be seen by
whoever holds the phone. A page that depends on its reader (a search, a pack of one's own, a booking) has those of the portal.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

from django.contrib.staticfiles.storage import staticfiles_storage

from hscp.documents.pictures import GENERAL, GENERAL_FILE, HEIGHT, WIDTH, picture_path
from hscp.page_cache.policies import policy_at
from hscp.records.schema_org import LONGEST_DESCRIPTION, PORTAL, moment
from hscp.web.addresses import absolute
from hscp.web.wording import shortened

LONGEST_TITLE = 100  # characters: messengers cut off what is longer
DESCRIPTION = (
    "Safeguarding themes, toolkits, training and contacts for everyone who works with children and families in "
    "Hampshire."
)
NEUTRAL_TITLE = GENERAL[0]


@dataclass(frozen=True)
class LinkPreview:
    """What is shown of a link. `address` is the page's own, "" for one that depends on its reader; `picture` is absolute.

    `lang` is the language of the words: the protocol wants a country with it, which only English has here. `published` and `modified` are moments in ISO 8601, "" where the page is of no record.
    """

    title: str
    description: str = DESCRIPTION
    address: str = ""
    picture: str = ""
    published: str = ""
    modified: str = ""
    lang: str = "en"

    def properties(self):
        """Return the (property, value) of each meta element."""
        found = [
            ("og:site_name", PORTAL),
            ("og:locale", "en_GB" if self.lang == "en" else ""),
            ("og:type", "article" if self.modified else "website"),
            ("og:title", shortened(self.title, LONGEST_TITLE)),
            ("og:description", shortened(self.description, LONGEST_DESCRIPTION)),
            ("og:url", self.address),
            ("og:image", self.picture or general_picture_address()),
            ("og:image:type", "image/png"),
            ("og:image:width", WIDTH),
            ("og:image:height", HEIGHT),
            ("og:image:alt", self.title if self.picture else f"{NEUTRAL_TITLE}. {PORTAL}"),
            ("article:published_time", self.published),
            ("article:modified_time", self.modified),
        ]
        return [(name, value) for name, value in found if value]


def link_preview(request, title, description, *, sensitive=False, record=None, pictured=None, words=None):
    """Return the LinkPreview of a page with this `title` and `description` (text).

    `words` are those of a page in another language. `record` is what the page is about, and `pictured` (kind, slug, title) of the record whose picture it has, if any.
    """
    address = canonical_address(request)
    if not address:
        return LinkPreview(PORTAL)
    if sensitive:
        return LinkPreview(NEUTRAL_TITLE, address=address)
    return LinkPreview(
        title,
        description or DESCRIPTION,
        address,
        absolute(picture_path(*pictured)) if pictured else "",
        moment(getattr(record, "publish_at", None)),
        moment(getattr(record, "updated_at", None)),
        words.lang if words else "en",
    )


def canonical_address(request):
    """Return the one address (absolute) of the page that answers a request, without parameters that mean nothing to it.

    "" for a page that is not the same for every reader: its CachePolicy would say so. The words of a search are left out.
    """
    policy = policy_at(request.path_info)
    if policy is None:
        return ""
    query = policy.canonical(request.META.get("QUERY_STRING", ""))
    return absolute(request.path) + (f"?{query}" if query else "")


def general_picture_address():
    """Return the absolute address of the picture of what has none of its own."""
    return urljoin(absolute("/"), staticfiles_storage.url(GENERAL_FILE))
