"""Serving the files of open data, which `manage.py write_open_data` has written: those alone, to pages of any site."""

from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_datetime
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from hscp.api.open_data import LICENCE_FILE, MANIFEST, read_manifest
from hscp.database.outage import works_without_database
from hscp.web.cache_headers import OPEN_DATA
from hscp.web.cross_origin import open_to_all_sites

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}


@works_without_database
@require_safe
def serve(request, name):
    """Send the file of that name, as a download; the manifest and the licence are shown. 404 for any other."""
    manifest = read_manifest()
    known = {MANIFEST, LICENCE_FILE, *(file["name"] for file in manifest["files"])} if manifest else set()
    if name not in known:
        raise Http404
    try:
        content = (settings.HSCP_OPEN_DATA / name).read_bytes()
    except OSError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=_TYPES[name.rpartition(".")[2]])
    response["ETag"] = etag = f'"{sha256(content).hexdigest()}"'
    response["Last-Modified"] = http_date(parse_datetime(manifest["made_at"]).timestamp())
    response["Cache-Control"] = OPEN_DATA
    if name not in {MANIFEST, LICENCE_FILE}:
        response["Content-Disposition"] = content_disposition_header(True, name)
    return open_to_all_sites(get_conditional_response(request, etag=etag, response=response))
