"""The tags by which parts of a page remember what it owns up to, and by which it is said once: hscp/records/page_notes.py."""

from django import template

from hscp.records.page_notes import PROFESSIONALS, PageNotes, words_of
from hscp.web.markup import format_html_join

register = template.Library()


def notes_of(context):
    """Return the PageNotes of the request. Without a request, as on an error page, they are of no page."""
    request = getattr(context, "request", None)
    if request is None:
        return PageNotes()
    if not hasattr(request, "page_notes"):
        request.page_notes = PageNotes()
    return request.page_notes


@register.simple_tag(takes_context=True)
def remember_note(context, note):
    """Remember that the page needs a note ("no_link", "unchecked"). Writes nothing."""
    notes_of(context).remember(note)
    return ""


@register.simple_tag(takes_context=True)
def note_is_said(context, note):
    """Take a note as said: the page has its own words for it. Writes nothing."""
    notes_of(context).is_said(note)
    return ""


@register.simple_tag(takes_context=True)
def say_notes(context, *among, reader=PROFESSIONALS):
    """Return a sentence for `reader` for each note of `among` (default all) that the page needs and has not said."""
    sentences = ((note, words_of(note, reader)) for note in notes_of(context).due(among))
    return format_html_join("\n", '<p class="portal-note" data-note="{}">{}</p>', sentences)
