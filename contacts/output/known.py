"""The contacts that this process knows, with their numbers and hours as it last read them: what search shows while the database is away.

Copies of pages are not enough for that: a search is no page that is kept.
"""

from collections import OrderedDict
from datetime import timedelta

from django.utils import timezone

from contacts.models import Pathway, load_numbers

MOST = 500
# As for copies of pages.
KNOWN_FOR = timedelta(hours=24)
# How many contacts are read beforehand, besides those that somebody asks for: the first in the editors' order.
FIRST = 100

# {number of a pathway: (when it was read, the pathway)}, the one that was read last at the end.
_known = OrderedDict()


def remember(pathways):
    """Keep live pathways that have just been read with their numbers, in place of what was known of them."""
    now = timezone.now()
    for pathway in pathways:
        _known.pop(pathway.pk, None)
        _known[pathway.pk] = now, pathway
    while len(_known) > MOST:
        _known.popitem(last=False)


def recall(numbers):
    """Return ({number: pathway}, when the oldest of them was read) for those of the pathways `numbers` that are known and still live.

    The moment is None if there are none.
    """
    now = timezone.now()
    found = {number: _known[number] for number in numbers if number in _known}
    found = {
        number: (read_at, pathway)
        for number, (read_at, pathway) in found.items()
        if now - read_at < KNOWN_FOR and pathway.is_live(now)
    }
    pathways = {number: pathway for number, (_, pathway) in found.items()}
    return pathways, min((read_at for read_at, _ in found.values()), default=None)


def read_beforehand(numbers):
    """Read and keep the live pathways `numbers`, and the first ones of the list of contacts. Forget those that are live no more.

    It is done when a process starts and when the content has changed: see `hscp.page_cache.ready`.
    """
    live = Pathway.objects.live()
    wanted = {*numbers, *_known, *live.in_order().values_list("pk", flat=True)[:FIRST]}
    found = list(live.filter(pk__in=wanted).order_by())
    if found:
        load_numbers(found)
    for number in [number for number in list(_known) if number not in {pathway.pk for pathway in found}]:
        _known.pop(number, None)
    remember(found)
