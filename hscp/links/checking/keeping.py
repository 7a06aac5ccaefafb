"""Keeping what a check found, and what follows for the public.

A link is broken for the public only after two failures at least a day apart, and works again as soon as one check says so, unless
it was an editor who said that it is broken. An answer from which nothing can be learnt changes neither.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hscp.links.addresses import clean_address
from hscp.links.deciding import mark_broken, mark_working
from hscp.links.enums import UNKNOWN, WORKING, CheckResult, LinkState
from hscp.links.models import Link, LinkCheck

APART = timedelta(days=1)


@transaction.atomic
def keep(link, judgement, answer):
    """Keep the `judgement` of the `answer` to a Link, and return its LinkCheck.

    None where somebody has changed or deleted the link while it was checked: what was found is not about it.
    """
    now = timezone.now()
    link = Link.objects.select_for_update().filter(pk=link.pk, address=link.address).first()
    if link is None:
        return None
    check = LinkCheck.objects.filter(link=link).first() or LinkCheck(link=link)
    was_working = check.result in WORKING
    if check.pk and link.state == LinkState.CONFIRMED and link.updated_at > check.checked_at:
        # Somebody has seen it work since: the count begins anew.
        check.failures, check.failing_since = 0, None
    _count(check, judgement.result, now)
    if check.failures > 1 and now - check.failing_since >= APART and link.state in _SHOWN:
        mark_broken(link)
    elif judgement.result in WORKING and link.state == LinkState.BROKEN and not was_working:
        mark_working(link)
    check.result, check.reason = judgement.result, judgement.reason[:1000]
    check.status, check.final_address = answer.status, answer.address[:2000]
    check.new_address = _offered(judgement.new_address, link)
    if judgement.result not in UNKNOWN:
        _note_page(check, judgement.words, answer)
    # Later than any change of the link above: see `due_links`.
    check.checked_at = timezone.now()
    check.save()
    return check


_SHOWN = (LinkState.SUGGESTED, LinkState.CONFIRMED)


def _count(check, result, now):
    if result == CheckResult.BROKEN:
        check.failing_since = check.failing_since or now
        check.failures += 1
    elif result not in UNKNOWN:
        check.failures, check.failing_since = 0, None


def _note_page(check, words, answer):
    """Note what the page says of itself, and since when; and what makes the next check cheaper."""
    if words.title != check.page_title or check.page_title_since is None:
        check.page_title_since = timezone.localdate()
    check.page_title, check.page_heading = words.title, words.heading
    if answer.status != 304:
        # After a redirect they belong to another address than the one that is asked for.
        is_direct = answer.status == 200 and not answer.redirects and not answer.is_late
        check.etag = answer.etag if is_direct else ""
        check.last_modified = answer.last_modified if is_direct else ""


def _offered(address, link):
    """Return the address that is offered in place of the link's, "" where it is none to be kept."""
    try:
        cleaned = clean_address(address) if address else ""
    except ValidationError:
        return ""
    return cleaned if cleaned != link.address else ""
