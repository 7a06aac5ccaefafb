"""Serving the files that staff upload: only those of live records, and never as part of the site."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from hscp.documents.views import PDF_POLICY
from hscp.web.cache_headers import FRESH, NOT_STORED_OR_SHARED
from resources.models import Resource, Toolkit
from training.models import Course

_HOLDERS = {model._meta.model_name: model for model in (Toolkit, Resource, Course)}
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
    """Send the file `name` of a live record. Staff who may see the record get it in any state; else 404."""
    model = _HOLDERS.get(name.partition("/")[0])
    if model is None or not name.isprintable():
        raise Http404
    record = live = model.objects.live().filter(file=name).first()
    if live is None and request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
        record = model.objects.filter(file=name).first()
    if record is None:
        raise Http404
    try:
        file = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    suffix = PurePosixPath(name).suffix.lower()
    response = FileResponse(
        file,
        as_attachment=suffix not in _SHOWN,
        filename=f"{record.slug}{suffix}",
        content_type=_SHOWN.get(suffix, "application/octet-stream"),
    )
    response["Content-Security-Policy"] = PDF_POLICY if suffix == ".pdf" else _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    # Checked with the server each time, since a record may be withdrawn.
    response["Cache-Control"] = FRESH if live else NOT_STORED_OR_SHARED
    return response
