"""The page of a PDF, and of a picture."""

import logging

from django.conf import settings
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.generic import View

from hscp.documents import background, cache, waiting
from hscp.documents.compiler import CannotCompile
from hscp.documents.pictures import GENERAL_FILE
from hscp.documents.queue import Busy, is_full, requesting, shared_result
from hscp.observability.metrics import DOCUMENTS
from hscp.security.headers import PDF_POLICY
from hscp.security.rate_limits import NEW_DOCUMENTS_BY_NETWORK, client_network
from hscp.web.cache_headers import FRESH, NOT_STORED, PICTURES

logger = logging.getLogger(__name__)

# Why there is no PDF, for templates/components/document_trouble.html: the status, and the seconds after which another
# try may succeed.
_TROUBLE = {"failed": (503, None), "busy": (503, 5), "often": (429, 60)}
# The last key of each address: tells, before the database is read, whether its PDF is likely to be cached.
_last_key = {}
_MOST_KEYS = 1000
PICTURE_SECONDS = 2


def pdf_response(pdf, file_name):
    """Return the response that shows a PDF (bytes) in the browser, and can do nothing else."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, file_name)
    response["Content-Security-Policy"] = PDF_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def picture_response(request, document):
    """Return the response with the picture of a Document, or with the general picture while it is not made yet.

    Messengers wait a few seconds only. A picture that is not there within PICTURE_SECONDS is made all the same, for whoever
    asks next; NEW_DOCUMENTS_BY_NETWORK limits how many new ones a client may have made.
    """
    key = cache.key_of(document)
    etag = f'"{key}"'
    found = cache.get(key)
    if found is None and NEW_DOCUMENTS_BY_NETWORK.allows(client_network(request)):
        found = background.made_within(document, PICTURE_SECONDS)
    if found is None:
        general = (settings.BASE_DIR / "static" / GENERAL_FILE).read_bytes()
        response = HttpResponse(general, content_type="image/png", headers={"Cache-Control": NOT_STORED})
    else:
        response = get_conditional_response(request, etag=etag)
        response = response or HttpResponse(found.content, content_type="image/png")
        response["ETag"] = etag
        response["Cache-Control"] = PICTURES
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class DocumentView(View):
    """Sends a PDF. Where it cannot be compiled, the reader gets the page with the same content, and a notice; where too many
    are being compiled, a page that asks to try again.

    Subclasses give `document` (a Document; raises Http404) and `page_instead` (the response of the page). A
    cached PDF costs nothing and is sent to everybody; NEW_DOCUMENTS_BY_NETWORK limits how many new ones a client may have
    compiled.
    """

    http_method_names = ("get", "head", "options")

    def document(self):
        raise NotImplementedError

    def page_instead(self, request):
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        # A session is part of the address: staff may be shown more than others.
        address = (type(self), request.get_full_path(), request.headers.get("Cookie"))
        with requesting(address) as others:
            # Even reading the database takes time from the pages, so what would find no free thread is refused before.
            if is_full() and not others and not cache.has(_last_key.get(address, "none")):
                return self._busy(request)
            waiting.have_ready()
            # Many requests for one address at once share one reading of the database.
            return self._answer(request, address, shared_result(address, self.document))

    def _answer(self, request, address, document):
        try:
            key = cache.key_of(document)
            # Weak: a PDF that is compiled again states another time.
            etag = f'W/"{key}"'
            response = get_conditional_response(request, etag=etag)
            if response is None:
                found = cache.get(key)
                if found is None and not self.may_compile(request):
                    return self._page_instead(request, "often")
                pdf = (found or cache.get_or_make(document)).content
                response = pdf_response(pdf, document.file_name)
        except Busy:
            return self._busy(request)
        except CannotCompile as error:
            logger.error("%s could not be made: %s", document.file_name, error)
            return self._page_instead(request, "failed")
        if len(_last_key) >= _MOST_KEYS:
            _last_key.clear()
        _last_key[address] = key
        response["ETag"] = etag
        # Requested anew each time, since the data may have changed.
        response["Cache-Control"] = NOT_STORED if document.sensitive else FRESH
        return response

    def may_compile(self, request):
        """Count one more new document for this client, and return whether that is within the limit."""
        return NEW_DOCUMENTS_BY_NETWORK.allows(client_network(request))

    def _page_instead(self, request, trouble):
        """Return the page in place of the PDF, with the notice that base.html shows for `trouble`."""
        request.document_trouble = trouble
        return self._marked(self.page_instead(request), trouble)

    def _busy(self, request):
        """Return a page that costs little. So many of the pages in place of PDFs would keep all other requests waiting."""
        logger.warning("%s was not compiled: too many documents are being compiled", request.path)
        request.document_trouble = "busy"
        page = TemplateResponse(request, "documents/busy.html", {"page_title": "This PDF has to wait"})
        page["Cache-Control"] = NOT_STORED
        return self._marked(page, "busy")

    def _marked(self, response, trouble):
        DOCUMENTS.labels(trouble).inc()
        if response.status_code == 200:
            response.status_code, seconds = _TROUBLE[trouble]
            if seconds:
                response["Retry-After"] = str(seconds)
        return response
