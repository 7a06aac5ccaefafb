"""Who answers at this minute, as `components/call_now.html` shows it."""

from django import template
from django.utils import timezone

from contacts.output.call_now import call_now
from contacts.output.cards import for_any_worry

register = template.Library()


@register.simple_tag
def call_now_lines(pathways, pathway, reader, every=False):
    """Return the contacts.output.call_now.CallNow of this moment for a reader (a ForWhom value or "").

    It is of `pathway`, or of those of `pathways` that are for any urgent worry (of all with `every`); the other of the two
    is empty.
    """
    several = pathways or []
    chosen = [pathway] if pathway else several if every else for_any_worry(several)
    return call_now(chosen, timezone.now(), reader)


@register.filter
def in_particular(pathways):
    """Return those of `pathways` that are not for any urgent worry: "call now" shows the others with their numbers."""
    first = for_any_worry(pathways)
    return [pathway for pathway in pathways if pathway not in first]
