"""Handing over what a leaver keeps: every record they own, of whatever kind and state."""

from hscp.editing.freshness.kinds import content_kinds
from hscp.editing.models import KindRule, ReviewRequest
from hscp.records.housekeeping import set_keeping
from hscp.records.saving import content_change
from hscp.web.wording import full_name


def owned_by(user):
    """Return {model: how many records `user` owns}, without the kinds of which they own none. One query a kind."""
    counts = {model: model._default_manager.filter(owner=user).count() for model in content_kinds()}
    return {model: number for model, number in counts.items() if number}


def hand_over(from_user, to_user, by):
    """Give everything that `from_user` keeps to `to_user` (a user, or None for nobody yet), all or nothing.

    That is every record they own, drafts and archived ones too, in one revision by the user `by`, every kind of which they
    keep what nobody else does, and what was sent to them for review. Return how many records there were. What they wrote stays theirs in the history.
    """
    if from_user == to_user:
        raise ValueError("A person cannot hand over to themselves.")
    receiver = full_name(to_user, "nobody yet")
    comment = f"Handed over from {full_name(from_user)} to {receiver}."
    with content_change(by=by, comment=comment):
        KindRule.objects.filter(owner=from_user).update(owner=to_user)
        ReviewRequest.objects.waiting().filter(sent_to=from_user).update(sent_to=to_user)
        return sum(
            set_keeping(
                queryset=model._default_manager.filter(owner=from_user), by=by, owner=to_user, comment=comment
            )
            for model in content_kinds()
        )
