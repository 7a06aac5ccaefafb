"""Which forms of the admin may keep in the browser what is typed into them, and what tells the browser that it is saved.

static/admin-portal/forms/kept-text.js keeps it, for the person who is signed in, until the form is saved.
"""

from django.contrib import messages

_SAVED = "saved_form"


class KeepsTypedText:
    """Mixin of a ModelAdmin of which no form, nor any row in it, holds anything about people.

    tests/admin/test_kept_text.py compares it with what each app declares in its `privacy` module.
    """

    keeps_typed_text = True

    def add_view(self, request, form_url="", extra_context=None):
        return _told(request, super().add_view(request, form_url, extra_context))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        # Round everything that may still refuse a form or ask about it, so not in `changeform_view`.
        return _told(request, super().change_view(request, object_id, form_url, extra_context))


def _told(request, response):
    """Return the response; once it says that a form is saved, the next page tells the browser so."""
    if request.method == "POST" and response.status_code == 302 and not _is_refused(request):
        request.session[_SAVED] = request.path
    return response


def _is_refused(request):
    """Return whether the answer to this request says that something went wrong."""
    queued = getattr(messages.get_messages(request), "_queued_messages", [])
    return any(message.level >= messages.ERROR for message in queued)


def take_saved_form(request):
    """Return the path of the form that this person saved last, once; "" if none was saved since."""
    return request.session.pop(_SAVED, "")
