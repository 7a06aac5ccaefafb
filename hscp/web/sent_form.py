"""The form that somebody has just sent, so that a page that could not take it gives back what they typed. Nothing of it is kept here."""

from dataclasses import dataclass

from django.http import UnreadablePostError
from django.utils.text import capfirst

# Beside those whose names begin with "_", which are buttons: what nobody has typed.
_NOT_TYPED = {"csrfmiddlewaretoken", "key", "booking", "people", "change", "next"}
_SECRET = ("password", "otp", "passkey", "recovery")
# Fields whose words are shown; all are sent again.
MOST_SHOWN = 60


@dataclass(frozen=True)
class SentForm:
    """The `address` that a form was sent to, all its (name, value) pairs, what was typed as (label, text), and whether it had files."""

    address: str
    fields: list
    typed: list
    had_files: bool


def sent_form(request):
    """Return the SentForm of `request`; None if it sent none, if a secret is in it, or if it may not be the reader who sent it.

    The protection against forged requests must have let it pass: nobody can make a reader's browser show a form of theirs.
    """
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return None
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        had_files = any(request.FILES.values())
    except (UnreadablePostError, ValueError):
        return None
    if not fields or any(word in name.lower() for name, _ in fields for word in _SECRET):
        return None
    typed = [
        (_label(name), value)
        for name, value in fields
        if value.strip()
        and value != "on"
        and name not in _NOT_TYPED
        and not name.startswith(("_", "initial-"))
        and not name.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS", "-id"))
    ]
    return SentForm(request.get_full_path(), fields, typed[:MOST_SHOWN], had_files)


def _label(name):
    """Return the name of a field as words: "booked_by-0" is "Booked by 1"."""
    words = [str(int(part) + 1) if part.isascii() and part.isdigit() else part for part in name.split("-")]
    return capfirst(" ".join(words).replace("_", " "))
