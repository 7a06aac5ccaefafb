"""How long data is kept, for the pages that say so: read from the settings that the daily job obeys."""

from django import template
from django.conf import settings

from hscp.privacy.periods import PERIODS, SESSION_HOURS, in_words

register = template.Library()


@register.simple_tag
def kept_for(name):
    """Return how long the data of a period is kept, such as "14 days". `name` is one of `hscp.privacy.periods`'s."""
    return in_words(settings.HSCP_KEEP_DAYS[name])


@register.simple_tag
def session_hours():
    """Return after how many hours without a request a member of staff is signed out."""
    return SESSION_HOURS


@register.simple_tag
def retention_periods():
    """Return the rows of the table of periods: what is kept, how long, since when, and what becomes of it."""
    return [
        {
            "what": one.what,
            "kept": f"{in_words(settings.HSCP_KEEP_DAYS[one.name])} {one.since}",
            "then": one.then,
        }
        for one in PERIODS
    ]
