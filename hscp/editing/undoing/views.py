"""Offering the undo where a step was made: a line with a button on the next page, whichever page of the admin made it."""

from functools import wraps

_OFFERS = "undo_offers"


def offers_undo(view):
    """Return the view, which remembers for the next page the steps that it made and that can be undone."""

    @wraps(view)
    def offering(request, *args, **kwargs):
        # The admin's site object, and this with it, is made before the models are there.
        from hscp.editing.undoing.steps import steps_made

        if request.method != "POST":
            return view(request, *args, **kwargs)
        with steps_made() as made:
            response = view(request, *args, **kwargs)
        if made:
            request.session[_OFFERS] = made
        return response

    return offering


def undo_offers(request):
    """Return the steps that the page before made, each as (primary key, what it did, until when), once.

    Makes a query only where there are some. A step that was taken back with its transaction, or undone, is not there.
    """
    from hscp.editing.models import UndoableStep

    if _OFFERS not in getattr(request, "session", ()):
        return []
    steps = UndoableStep.objects.open().filter(pk__in=request.session.pop(_OFFERS)).defer("rows", "records")
    return [(step.pk, step.what, step.until_in_words) for step in steps.order_by("pk")]
