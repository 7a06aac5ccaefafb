"""The decisions that an editor has taken since signing in, each of which can be undone, and what they are to be told next."""

from django.utils import timezone

_DECISIONS, _TOLD = "link_desk", "link_desk_told"
# The oldest of more are forgotten: each takes some hundred characters of the session.
MOST = 100


def remember(request, taken, line):
    """Keep what was Taken at the `line` (its key) as the latest decision."""
    decisions = request.session.get(_DECISIONS, [])
    number = decisions[-1]["id"] + 1 if decisions else 1
    entry = {"id": number, "what": taken.what, "title": taken.title, "line": line, "undo": taken.undo}
    entry["at"] = timezone.now().isoformat()
    request.session[_DECISIONS] = [*decisions, entry][-MOST:]


def decisions_of(request):
    """Return the decisions, the latest first, as a list of dictionaries."""
    return request.session.get(_DECISIONS, [])[::-1]


def forget(request, number):
    """Forget the decision with the `number`, which was undone."""
    decisions = request.session.get(_DECISIONS, [])
    request.session[_DECISIONS] = [each for each in decisions if each["id"] != number]


def tell(request, text, *, is_warning=False):
    """Keep what the next page of the desk says."""
    request.session[_TOLD] = {"text": text, "is_warning": is_warning}


def told(request):
    """Return what the page is to say, as a dictionary, or None; it is said once."""
    return request.session.pop(_TOLD, None)
