"""Records that wait for review, and the rules that hold for their kinds."""

from django.contrib.contenttypes.models import ContentType
from reversion import add_to_revision, create_revision, set_comment, set_user

from hscp.editing.drafts.keeping import keep_draft
from hscp.editing.models import KindRule, ReviewRequest
from hscp.editing.snapshots import snapshot
from hscp.records.state import State
from tests.factories import make_toolkit


def make_four_eyes(model):
    """Let records of `model` be published by a second person only."""
    return KindRule.objects.create(content_type=ContentType.objects.get_for_model(model), four_eyes=True)


def make_request(record=None, **fields):
    """Make what waits for review of `record`, by default a toolkit."""
    return ReviewRequest.objects.create(record=record or make_toolkit(state=State.IN_REVIEW), **fields)


def saved_by(user, record, comment="Changed title."):
    """Store a version of `record` that `user` saved."""
    with create_revision():
        set_user(user)
        set_comment(comment)
        add_to_revision(record)
    return record


def make_draft(record, by, **values):
    """Keep `values` of the fields of `record` as its draft, written by `by`."""
    wanted = snapshot(record)
    wanted[f"{record._meta.label_lower}:{record.pk}"] |= values
    return keep_draft(record, wanted, by=by)
