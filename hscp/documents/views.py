"""The page of a PDF. Foundation: imports no app."""

import logging

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.generic import View

from hscp.documents import cache
from hscp.documents.compiler import CannotCompile
from hscp.documents.queue import Busy, is_full, once_for_all, requesting
from hscp.security.rate_limits import NEW_DOCUMENTS_BY_NETWORK, client_network

logger = logging.getLogger(__name__)

# A PDF runs nothing and loads nothing. Browsers' own viewers do not open in a sandbox, and need their styles; they keep
# a PDF away from the site by themselves.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
# What became of a PDF, for templates/components/document_trouble.html: the status, and the seconds after which it may be
# worth another try.
_TROUBLE = {"failed": (503, None), "busy": (503, 5), "often": (429, 60)}
# The last key of each address: tells, before the facts are read, whether its PDF is likely to be on the shelf.
_last_key = {}
_MOST_KEYS = 1000


def pdf_response(pdf, file_name):
    """Return the response that shows a PDF (bytes) in the browser, and can do nothing else."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, file_name)
    response["Content-Security-Policy"] = PDF_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


class DocumentView(View):
    """Sends a PDF. Where it cannot be made, the reader gets the page that says the same, with a clear word; where too many
    are being made, a page that asks to try again.

    Subclasses give `document` (a Document; raises Http404) and `page_instead` (the response of the page). A PDF that is
    on the shelf costs nothing and is sent to everybody; a client may have as many new ones made as NEW_DOCUMENTS_BY_NETWORK
    allows.
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
            # Even reading the facts takes time from the pages, so what would find no place is turned away before.
            if is_full() and not others and not cache.has(_last_key.get(address, "none")):
                return self._busy(request)
            # Many who ask for one address at once wait for one reading of the facts.
            return self._answer(request, address, once_for_all(address, self.document))

    def _answer(self, request, address, document):
        try:
            key = cache.key_of(document)
            # Weak: a PDF that is made again says another time of making.
            etag = f'W/"{key}"'
            response = get_conditional_response(request, etag=etag)
            if response is None:
                found = cache.get(key)
                if found is None and not self.may_have_one_made(request):
                    return self._page_instead(request, "often")
                pdf = (found or cache.get_or_make(document)).pdf
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
        # Asked for anew each time, since the facts may have changed.
        response["Cache-Control"] = "no-store" if document.sensitive else "no-cache"
        return response

    def may_have_one_made(self, request):
        """Count one more new document for this client, and return whether that is within the limit."""
        return NEW_DOCUMENTS_BY_NETWORK.allows(client_network(request))

    def _page_instead(self, request, trouble):
        """Return the page in place of the PDF, with the notice that base.html shows for `trouble`."""
        request.document_trouble = trouble
        return self._marked(self.page_instead(request), trouble)

    def _busy(self, request):
        """Return a page that takes little making. So many of the pages that say the same would keep all others waiting."""
        logger.warning("%s was not made: too much is being made", request.path)
        request.document_trouble = "busy"
        page = TemplateResponse(request, "documents/busy.html", {"page_title": "This PDF has to wait"})
        page["Cache-Control"] = "no-store"
        return self._marked(page, "busy")

    def _marked(self, response, trouble):
        if response.status_code == 200:
            response.status_code, seconds = _TROUBLE[trouble]
            if seconds:
                response["Retry-After"] = str(seconds)
        return response
