"""“Put this on your website”: the code by which another site frames a contact, the next dates or a theme's toolkits."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from hscp.web.embed_script import NEWEST, integrity

register = template.Library()
# How high each frame is where nothing tells its real height, in CSS pixels.
_HEIGHTS = {"contact": 380, "dates": 460, "toolkits": 420}


@register.inclusion_tag("components/embed.html")
def embed_code(kind, record=None, query=""):
    """Show the code for `kind` ("contact", "dates" or "toolkits"): of a live `record`, or of the dates that `query` narrows."""
    if record is not None and not record.is_live():
        return {}
    path = reverse(f"embeds:{kind}", args=[record.slug] if record is not None else [])
    address = f"{settings.HSCP_ADDRESS}{path}{'?' if query else ''}{query}"
    title = f"{record.title}: HSCP Safeguarding Portal" if record is not None else "Next training dates"
    return {
        "frame": f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{_HEIGHTS[kind]}" loading="lazy"></iframe>',
        "numbers": numbers_code(record) if kind == "contact" else "",
        "script": script_code(),
    }


def numbers_code(pathway):
    """Return the code of a link below which the script writes the numbers of a Pathway."""
    address = f"{settings.HSCP_ADDRESS}{pathway.get_absolute_url()}"
    return f'<div data-portal-contact="{pathway.slug}"><a href="{address}">{escape(pathway.title)}</a></div>'


def script_code():
    """Return the code that loads the script, held to its digest."""
    address = f"{settings.HSCP_ADDRESS}{reverse('embeds:script', args=[NEWEST])}"
    return f'<script src="{address}" integrity="{integrity(NEWEST)}" crossorigin="anonymous" defer></script>'
