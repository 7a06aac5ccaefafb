"""The names of organisations that the booking form suggests as one types."""

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from hscp.web.cache_headers import ORGANISATIONS, cached_as
from training.organisations.register import suggestions

_LONGEST = 160


@require_safe
@cached_as(ORGANISATIONS)
def suggest(request):
    """Answer ?q=… with at most eight names of the register: of organisations alone, and of none that staff keep back."""
    found = suggestions(request.GET.get("q", "")[:_LONGEST])
    return JsonResponse({"suggestions": [{"text": name} for name in found]})
