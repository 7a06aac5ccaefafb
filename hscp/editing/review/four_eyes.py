"""Four eyes: for the kinds that the rules name, nobody publishes what they wrote."""

from reversion.models import Version

from hscp.editing.models import Draft, KindRule
from hscp.records.publishing import comment_of
from hscp.records.state import OPEN_STATES, State

# What leaves the words of a record as they are.
_MOVES = frozenset(comment_of(state) for state in State)


def needs_second_person(model):
    """Return whether a kind of record, a model or one of its records, is published by a second person only."""
    return KindRule.objects.of(model).filter(four_eyes=True).exists()


def may_publish(user, record):
    """Return whether four eyes let `user` publish what waits to be published of `record`. The right to publish is another matter."""
    return not why_not_published_by(user, record)


def own_words(user, model, queryset):
    """Return {primary key: why not} for those unpublished records of `queryset`, of one `model`, that `user` may not publish."""
    if not needs_second_person(model):
        return {}
    found = {
        record.pk: why_not_published_by(user, record) for record in queryset.filter(state__in=OPEN_STATES)
    }
    return {pk: why_not for pk, why_not in found.items() if why_not}


def why_not_published_by(user, record):
    """Return why four eyes do not let `user` publish what waits of `record`, for that person; "" where they do.

    What waits is its draft, or the text of a record that is not published yet. A record that is published or archived as it
    stands has nothing that waits.
    """
    if not needs_second_person(record) or user.pk not in authors_of(record):
        return ""
    kinds = record._meta.verbose_name_plural
    return f"You wrote it, and {kinds} are published by a second person. Send it for review."


def authors_of(record):
    """Return the primary keys of the users who wrote what waits to be published of `record`, as a set.

    They are the authors of its draft and, of a record that is not published, those who made or changed it since it was last
    published. Moving it from one state to another does not count.
    """
    draft = Draft.objects.of(record).first()
    authors = {*draft.authors.values_list("pk", flat=True), draft.changed_by_id} if draft else set()
    if record.state in OPEN_STATES:
        authors |= _authors_of_text(record)
    return authors - {None}


def _authors_of_text(record):
    versions = Version.objects.get_for_object(record).order_by("-pk")
    authors, has_versions = set(), False
    for user, comment, data in versions.values_list(
        "revision__user", "revision__comment", "serialized_data"
    ).iterator():
        if f'"state": "{State.PUBLISHED}"' in data:
            break
        has_versions = True
        if comment not in _MOVES:
            authors.add(user)
    # What was made without a history, by a command or long ago, says at least who changed it last.
    return authors if has_versions else {record.updated_by_id}
