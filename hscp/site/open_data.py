"""Serving the files of open data, which `manage.py write_open_data` has written: those alone, to pages of any site."""

from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_datetime
from django.utils.http import content_disposition_header, http_date

from hscp.api.open_data import LICENCE_FILE, LICENCE_LINK, MANIFEST, read_manifest
from hscp.database.outage import works_without_database
from hscp.web.cache_headers import OPEN_DATA
from hscp.web.problems import for_reading, problem

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}
_NO_FILES_YET = "No files have been made yet: they are made at night. Until then take the lists of /api/v1/."
_NO_SUCH_FILE = f"There is no such file. /open-data/{MANIFEST} names those that there are."


@works_without_database
@for_reading
def serve(request, name):
    """Send the file of that name, as a download; the manifest and the licence are shown. Any other is a problem (404)."""
    manifest = read_manifest()
    known = {MANIFEST, LICENCE_FILE, *(file["name"] for file in manifest["files"])} if manifest else set()
    if name not in known:
        return problem(404, _NO_SUCH_FILE if manifest else _NO_FILES_YET)
    try:
        content = (settings.HSCP_OPEN_DATA / name).read_bytes()
    except OSError:
        return problem(404, _NO_SUCH_FILE)
    response = HttpResponse(content, content_type=_TYPES[name.rpartition(".")[2]])
    response["ETag"] = etag = f'"{sha256(content).hexdigest()}"'
    response["Last-Modified"] = http_date(parse_datetime(manifest["made_at"]).timestamp())
    response["Cache-Control"] = OPEN_DATA
    if name not in {MANIFEST, LICENCE_FILE}:
        response["Content-Disposition"] = content_disposition_header(True, name)
    response["Link"] = LICENCE_LINK
    return get_conditional_response(request, etag=etag, response=response)
