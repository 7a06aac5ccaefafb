"""The response that sends a stored file, which can do nothing in a reader's browser."""

from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response

from hscp.security.headers import FILE_POLICY, PDF_POLICY


def send_file(request, stored, file_name, cache_policy):
    """Return the response that shows or downloads `stored` (a StoredFile) as `file_name`. Raises Http404 if it is gone."""
    kind = stored.kind
    return _send(
        request,
        stored.upload,
        cache_policy,
        etag=f'"{stored.digest}"' if stored.digest else None,
        as_attachment=not kind.is_shown,
        filename=file_name,
        content_type=kind.content_type if kind.is_shown else "application/octet-stream",
    )


def send_preview(request, stored, cache_policy):
    """Return the response that shows the small picture of `stored`. Raises Http404 if there is none."""
    if not stored.preview:
        raise Http404
    etag = f'"{stored.digest}-preview"'
    return _send(request, stored.preview, cache_policy, etag=etag, content_type="image/webp")


def _send(request, field_file, cache_policy, *, etag, content_type, **options):
    response = get_conditional_response(request, etag=etag) if etag else None
    if response is None:
        try:
            content = field_file.storage.open(field_file.name)
        except OSError as error:
            raise Http404 from error
        response = FileResponse(content, content_type=content_type, **options)
        is_pdf = content_type == "application/pdf"
        response["Content-Security-Policy"] = PDF_POLICY if is_pdf else FILE_POLICY
    if etag:
        response["ETag"] = etag
    response["Cache-Control"] = cache_policy
    return response
