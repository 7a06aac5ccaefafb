"""Serving the files that staff upload: only those of live records, and never as part of the site."""

from django.http import Http404
from django.shortcuts import redirect

from hscp.links.library import successor_of
from hscp.links.models import LibraryFile, OlderVersion
from hscp.links.views import send_file, send_preview
from hscp.web.cache_headers import FRESH, NOT_STORED, NOT_STORED_OR_SHARED
from resources.models import Resource, Toolkit
from themes.sensitivity import is_sensitive
from training.models import Course

_HOLDERS = (Toolkit, Resource, Course)


def serve_file(request, pk, name):
    """Send the newest version of the LibraryFile `pk`, or of the file that replaced it. `name` is for readers only.

    Staff who may see files get it whether or not a live record offers it; else it is missing.
    """
    file, cache_policy = _visible(request, LibraryFile.objects.filter(pk=pk))
    if (file.pk, file.file_name) != (pk, name):
        return _to(file, cache_policy)
    return send_file(request, file, file.file_name, cache_policy)


def serve_preview(request, pk):
    """Send the small picture of the LibraryFile `pk`, to whoever may see the file."""
    file, cache_policy = _visible(request, LibraryFile.objects.filter(pk=pk))
    return send_preview(request, file, cache_policy)


def serve_stored(request, name):
    """Lead from the stored name of an upload, which was its address once, to the newest version of its file."""
    if not name.isprintable():
        raise Http404
    older = OlderVersion.objects.filter(upload=name).values("file")
    found = LibraryFile.objects.filter(upload=name) | LibraryFile.objects.filter(pk__in=older)
    return _to(*_visible(request, found))


def _visible(request, found):
    """Return (the file that has taken the place of the first in `found`, its cache policy). Raises Http404 for who may not see it."""
    file = found.select_related("replaced_by", "variant_of").order_by("pk").first()
    if file is None:
        raise Http404
    file = successor_of(file)
    offered = [file.pk, *filter(None, [file.variant_of_id])]
    records = [
        record
        for model in _HOLDERS
        for record in model.objects.live().filter(link_rows__file__in=offered).distinct().order_by("pk")
    ]
    if not records:
        if not request.user.has_perm("links.view_libraryfile"):
            raise Http404
        return file, NOT_STORED_OR_SHARED
    # Checked with the server each time, since a record may be withdrawn.
    return file, NOT_STORED if is_sensitive(*records) else FRESH


def _to(file, cache_policy):
    response = redirect(file)
    response["Cache-Control"] = cache_policy
    return response
