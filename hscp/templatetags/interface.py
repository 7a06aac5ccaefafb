"""The tag by which templates say the words around a text, in the language of the page: hscp/languages/interface.py."""

from django import template

from hscp.languages.interface import Words

register = template.Library()
_ENGLISH = Words("en", "ltr")


@register.simple_tag(takes_context=True)
def say(context, english, **values):
    """Return `english` in the language of the page, its `words`; on a page in English, as it is."""
    words = context.get("words") or _ENGLISH
    return words.say(english, **values)


@register.simple_tag(takes_context=True)
def say_here(context, english):
    """Return `english` in the language of the page for an attribute, which cannot be marked as English."""
    return words.plain(english) if (words := context.get("words")) else english
