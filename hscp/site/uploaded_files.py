"""Serving the files that staff upload: only those of live records, and never as part of the site."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.text import slugify

from hscp.documents.views import PDF_POLICY
from hscp.links.models import LibraryFile
from hscp.web.cache_headers import FRESH, NOT_STORED_OR_SHARED
from resources.models import Resource, Toolkit
from training.models import Course

_HOLDERS = (Toolkit, Resource, Course)
# The types that browsers display; every other type is downloaded.
_SHOWN = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# Whatever is in the file, nothing in it can run.
_POLICY = "default-src 'none'; sandbox"


def serve_file(request, name):
    """Send the file `name` of a live record. Staff who may see files get it in any state; else 404."""
    file = LibraryFile.objects.filter(upload=name).first() if name.isprintable() else None
    if file is None:
        raise Http404
    live = _live_record(file)
    if live is None and not request.user.has_perm("links.view_libraryfile"):
        raise Http404
    try:
        content = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    suffix = PurePosixPath(name).suffix.lower()
    response = FileResponse(
        content,
        as_attachment=suffix not in _SHOWN,
        filename=f"{live.slug if live else slugify(file.title)}{suffix}",
        content_type=_SHOWN.get(suffix, "application/octet-stream"),
    )
    response["Content-Security-Policy"] = PDF_POLICY if suffix == ".pdf" else _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    # Checked with the server each time, since a record may be withdrawn.
    response["Cache-Control"] = FRESH if live else NOT_STORED_OR_SHARED
    return response


def _live_record(file):
    """Return a live record that offers the LibraryFile, or None."""
    found = (model.objects.live().filter(link_rows__file=file).order_by("pk").first() for model in _HOLDERS)
    return next((record for record in found if record), None)
