"""Serving the files that staff upload: only those of live records, and never as part of the site."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from resources.models import Resource, Toolkit
from training.models import Course

_HOLDERS = {model._meta.model_name: model for model in (Toolkit, Resource, Course)}
# What browsers show by themselves; every other type is saved. The types are those that an upload may have.
_SHOWN = {".pdf", ".jpg", ".jpeg", ".png", ".webp"}


def serve_file(request, name):
    """Send the file `name` of a live record. Staff who may see the record get it in any state; else 404."""
    model = _HOLDERS.get(PurePosixPath(name).parts[0])
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
    suffix = PurePosixPath(name).suffix
    response = FileResponse(file, as_attachment=suffix not in _SHOWN, filename=f"{record.slug}{suffix}")
    # Whatever the file holds, it runs nothing. It is asked for anew each time, since a record may be withdrawn.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache" if live else "private, no-store"
    return response
