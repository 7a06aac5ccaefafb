"""Which contact points answer at this moment, for pages that a browser has kept."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.hours.open_now import status_for_reader
from contacts.models import ContactPoint, Pathway, load_hours
from hscp.web.cache_headers import NOT_STORED, cached_as

_MOST = 200


@require_GET
@cached_as(NOT_STORED)
def statuses(request):
    """Answer {number: what status_for_reader() says} for the contact points with the numbers in `?points=1,2,3`.

    Points without hours, points of pathways that are not live, and anything that is not a number are left out; so is
    everything after the first 200.
    """
    at = timezone.now()
    points = ContactPoint.objects.filter(
        pk__in=_numbers(request.GET.get("points", "")), pathway__in=Pathway.objects.live(at)
    )
    load_hours(points)
    answers = {point.pk: status_for_reader(point, at) for point in points}
    return JsonResponse({pk: answer for pk, answer in answers.items() if answer})


def _numbers(text):
    """Return the first 200 different keys of records in comma-separated text. Numbers too long to be a key are left out."""
    parts = (part.strip() for part in text.split(","))
    numbers = dict.fromkeys(
        int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19
    )
    return list(numbers)[:_MOST]
