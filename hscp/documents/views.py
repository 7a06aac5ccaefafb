"""The page of a PDF. Foundation: imports no app."""

import logging

from django.http import HttpResponse
from django.views.generic import View

from hscp.documents.shelf import pdf_of
from hscp.documents.typeset import CannotTypeset

logger = logging.getLogger(__name__)


class DocumentView(View):
    """Sends a PDF. Where it cannot be made, the reader gets the page that says the same, with a clear word.

    Subclasses give `document` (a Document; raises Http404) and `page_instead` (the response of the page).
    """

    http_method_names = ("get", "head", "options")

    def document(self):
        raise NotImplementedError

    def page_instead(self, request):
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        document = self.document()
        try:
            pdf = pdf_of(document)
        except CannotTypeset as error:
            logger.error("%s could not be made: %s", document.name, error)
            return self.page_instead(request)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{document.file_name}"'
        return response
