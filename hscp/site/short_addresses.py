"""The short addresses: /t/<code> for a record's page, /t/<code>/parents for a theme's toolkits for parents."""

import re
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from hscp.models import ShortAddress
from hscp.records.short_addresses import short_address
from hscp.records.withdrawn import in_place_of
from hscp.security.headers import FILE_POLICY
from hscp.vocabulary import AudienceGroup
from hscp.web.cache_headers import FRESH, NOT_STORED, QR_CODES
from hscp.web.qr_codes import qr_file, qr_png
from hscp.web.withdrawn_pages import answer_for_withdrawn
from resources.models import Toolkit
from themes.models import Theme
from themes.sensitivity import is_sensitive

AUDIENCES = {
    "parents": AudienceGroup.PARENTS_AND_CARERS,
    "professionals": AudienceGroup.PROFESSIONALS,
}
QR_FILES = {"svg": ("image/svg+xml", lambda address: qr_file(address).encode()), "png": ("image/png", qr_png)}
# What programs and people write between two words.
_BETWEEN_WORDS = re.compile(r"[\s_\u2010-\u2015]+")


class TypedWord:
    """A word of a short address as people type it from paper: in capitals, or with a full stop or slash after it."""

    regex = r"[^/]+/?"

    def to_python(self, value):
        word = slugify(_BETWEEN_WORDS.sub("-", value))
        if not word:
            raise ValueError(value)
        return word

    def to_url(self, value):
        return value


@require_safe
def short(request, code):
    """Redirect to the page of the record that has this code, or of its successor.

    If it was withdrawn, say so (410); 404 if the public never saw it.
    """
    found = _record(code)
    record = in_place_of(found)
    if record is None:
        return answer_for_withdrawn(request, found, _address_of)
    return _lead_to(record.get_absolute_url(), record)


@require_safe
def short_toolkits(request, code, audience):
    """Redirect to a theme's toolkits for an audience; for any other record, to its page.

    If the theme has none, professionals get its page, parents the toolkits for parents: both are sensitive if the theme is.
    """
    if audience not in AUDIENCES:
        raise Http404
    found = _record(code)
    record = in_place_of(found)
    if record is None:
        return answer_for_withdrawn(request, found, _address_of)
    if not isinstance(record, Theme):
        return _lead_to(record.get_absolute_url(), record)
    group = AUDIENCES[audience]
    of_theme = Q(pk__in=record.toolkits.values("pk")) | Q(pk=record.lead_toolkit_id)
    toolkits = Toolkit.objects.live().filter(of_theme, audience_group=group)[:2]
    if len(toolkits) == 1:
        return _lead_to(toolkits[0].get_absolute_url(), record)
    if not toolkits and group == AudienceGroup.PROFESSIONALS:
        return _lead_to(record.get_absolute_url(), record)
    choice = {"audience": group.value, **({"theme": record.slug} if toolkits else {})}
    return _lead_to(f"{reverse('resources:toolkit_list')}?{urlencode(choice)}", record)


@require_safe
def qr_code(request, code, kind):
    """Send the QR code of a short address as a file. `kind` is a key of QR_FILES."""
    record = _record(code)
    if not record.is_live():
        raise Http404
    content_type, draw = QR_FILES[kind]
    response = HttpResponse(draw(short_address(code)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="qr-{code}.{kind}"'
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = NOT_STORED if is_sensitive(record) else QR_CODES
    return response


def _record(code):
    """Return the record that has this code, in any state. Raises Http404 if it is gone."""
    record = get_object_or_404(ShortAddress, code=code).record
    if record is None:
        raise Http404
    return record


def _address_of(record):
    return record.get_absolute_url()


def _lead_to(path, record):
    """Return the redirect to `path`. Browsers do not store one that belongs to a sensitive record."""
    response = HttpResponseRedirect(path)
    response["Cache-Control"] = NOT_STORED if is_sensitive(record) else FRESH
    return response
