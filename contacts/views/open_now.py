"""Which contact points answer at this moment, for pages that a browser has kept."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.hours.open_now import status_for_reader
from contacts.models import ContactPoint, Pathway, load_hours
from hscp.database.outage import is_away, works_without_database
from hscp.web.cache_headers import NOT_STORED, cached_as

_MOST = 200


# {number: the contact point with its hours, as this process last read it}: what it answers by while the database is away.
_last_read = {}


@works_without_database
@require_GET
@cached_as(NOT_STORED)
def statuses(request):
    """Answer {number: what status_for_reader() says} for the contact points with the numbers in `?points=1,2,3`.

    Points without hours, points of pathways that are not live, and anything that is not a number are left out; so is
    everything after the first 200. While the database is away, the hours are those that this process knows.
    """
    at, numbers = timezone.now(), _numbers(request.GET.get("points", ""))
    if is_away(request):
        points = [_last_read[number] for number in numbers if number in _last_read]
    else:
        points = ContactPoint.objects.filter(pk__in=numbers, pathway__in=Pathway.objects.live(at))
        load_hours(points)
        for number in numbers:
            _last_read.pop(number, None)
        _last_read.update({point.pk: point for point in points})
    answers = {point.pk: status_for_reader(point, at) for point in points}
    return JsonResponse({pk: answer for pk, answer in answers.items() if answer})


def _numbers(text):
    """Return the first 200 different keys of records in comma-separated text. Numbers too long to be a key are left out."""
    parts = (part.strip() for part in text.split(","))
    numbers = dict.fromkeys(
        int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19
    )
    return list(numbers)[:_MOST]
