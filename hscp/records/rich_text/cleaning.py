"""What rich text may hold, and how it is cleaned.

The rule is one list (`TAGS`). It is applied when a form is checked, again whenever a row is saved, and again by the
`richtext` template filter when the text is shown.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError
from markdown_it import MarkdownIt

from hscp.links.addresses import clean_address
from hscp.records.rich_text.pasted import is_foreign, read_pasted

TAGS = {"p", "br", "h3", "h4", "strong", "em", "ul", "ol", "li", "a", "blockquote"}
SCHEMES = {"https", "http", "mailto", "tel"}
_markdown = MarkdownIt("js-default", {"html": False, "linkify": False}).disable(
    ["table", "image", "code", "fence"]
)
_controls = re.compile(r"[\x00-\x20\x7f-\x9f]")


def is_safe_link(address):
    """Return True if a link may be kept: a full web, mail or telephone address, a path of this site, or an anchor.

    Browsers drop control characters and read a backslash as a slash, so both are undone before looking.
    """
    address = _controls.sub("", address).replace("\\", "/")
    if address.startswith("//"):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in SCHEMES
    return address.startswith(("/", "#"))


def _keep(tag, attribute, value):
    """Tell nh3 what to do with an attribute's value: keep it, or None to drop the attribute."""
    if tag != "a" or attribute != "href":
        return value
    if not is_safe_link(value):
        return None
    return _as_kept(value)


def _as_kept(address):
    """Return a web address without wrappers, tracking and personal parts, others as they are; None for a private network's."""
    if not address.strip().lower().startswith(("http:", "https:")):
        return address
    try:
        return clean_address(address)
    except ValidationError:
        return None


_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes=SCHEMES,
    attribute_filter=_keep,
    link_rel="noreferrer",
)


def clean_rich_text(html):
    """Return `html` (str) with everything but the allowed tags and safe links removed. Empty markup becomes "".

    What an office or a browser wrote is first put into our own tags: see `hscp.records.rich_text.pasted`.
    """
    html = html.replace("\x00", "")
    cleaned = _cleaner.clean(read_pasted(html).html if is_foreign(html) else html).strip()
    return "" if re.fullmatch(r"(<p>\s*</p>\s*)*", cleaned) else cleaned


def markdown_to_rich_text(text):
    """Return cleaned HTML for the Markdown `text` of a brochure or of the starter content.

    A link whose target was lost (`[NSPCC](#)`) keeps its words and loses the dead link.
    """
    html = _markdown.render(text)
    return clean_rich_text(re.sub(r'<a href="#?">(.*?)</a>', r"\1", html, flags=re.DOTALL))


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.addresses = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.addresses += [value or "" for name, value in attrs if name == "href"]


def refuse_unsafe_links(html):
    """Raise ValidationError naming the first link in `html` that may not be kept."""
    links = _Links()
    links.feed(html)
    for address in links.addresses:
        if not is_safe_link(address):
            raise ValidationError(
                "The link “%(address)s” is not allowed. Use a full address that starts with https://, mailto: or tel:.",
                code="unsafe_link",
                params={"address": address[:100]},
            )
        if address.strip().lower().startswith(("http:", "https:")):
            clean_address(address)
