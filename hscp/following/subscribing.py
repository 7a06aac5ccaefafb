"""Asking to follow, confirming it, changing it and stopping. Nothing is sent to an address but the question until it is confirmed."""

import uuid
from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hscp.email_addresses import email_key
from hscp.following.enums import What
from hscp.following.links import token_of
from hscp.following.mails import CONFIRM, composed, forget_mails, hide_names, store
from hscp.following.models import Follow, Follower
from hscp.following.subjects import in_words, record_of, same
from training.booking.links import hash_of

# Rows of one person: enough for every theme, and for the contacts sheets of several schools.
MOST_FOLLOWED = 300


@transaction.atomic
def ask(email, parts):
    """Note that somebody gave `email` (str) to follow `parts` (Parts), and write the mail that asks the mailbox to confirm it.

    The mail is the same, and is written, whoever has the address and whatever they follow: nobody learns it from the answer.
    """
    # Locked: two requests at once must not both find nothing.
    follower, _ = Follower.objects.select_for_update().get_or_create(
        email_key=email_key(email), defaults={"email": email, "token_hash": hash_of(token_of(email))}
    )
    now = timezone.now()
    follower.follows.expired(now).delete()
    mine = list(follower.follows.select_related("content_type"))
    sheet = max((follow.sheet for follow in mine), default=0) + 1
    is_sheet = parts[0].what == What.SHEET
    if there := _rows_of(mine, parts, is_sheet):
        # The mail says that there are so many days to confirm it.
        Follow.objects.filter(pk__in=[row.pk for row in there], since=None).update(created_at=now)
    elif len(mine) + len(parts) <= MOST_FOLLOWED:
        Follow.objects.bulk_create(
            Follow(follower=follower, sheet=sheet if is_sheet else 0, **record_of(part)) for part in parts
        )
    store([composed(CONFIRM, follower.email, once=uuid.uuid4())])


@transaction.atomic
def confirm(follower, *, keep, how_often, discreet, at=None):
    """Let `follower` follow from `at` (aware datetime, default now) on what they were asked about, told `how_often` (HowOften).

    Of that and of what they follow already only the Followed with the values `keep` (list of str) stay; all for None. Raises
    Follower.DoesNotExist for somebody who has stopped meanwhile.
    """
    at = at or timezone.now()
    follower = Follower.objects.select_for_update().get(pk=follower.pk)
    if follower.confirmed_at is None:
        follower.confirmed_at = follower.numbers_up_to = follower.digest_up_to = at
    follower.how_often, follower.discreet = how_often, discreet
    follower.save()
    if keep is not None:
        _keep_only(follower.follows.all(), keep)
    follower.follows.asked(at).update(since=at)
    if discreet:
        hide_names(follower.email)


@transaction.atomic
def change(follower, *, keep, how_often, discreet, pause, at=None):
    """Keep of what `follower` follows the Followed with the values `keep` (list of str), and how they are told.

    `pause` is a number of days, 0 to end a pause, or None to leave it as it is. Raises Follower.DoesNotExist for somebody who
    has stopped meanwhile.
    """
    at = at or timezone.now()
    follower = Follower.objects.select_for_update().get(pk=follower.pk)
    follower.how_often, follower.discreet = how_often, discreet
    if pause is not None:
        follower.paused_until = at + timedelta(days=pause) if pause else None
    follower.save(update_fields=["how_often", "discreet", "paused_until"])
    _keep_only(follower.follows.confirmed(), keep)
    if discreet:
        hide_names(follower.email)


@transaction.atomic
def stop(follower):
    """Delete `follower`, what they follow, and every mail to them about it."""
    forget_mails(follower.email)
    follower.delete()


def _keep_only(follows, keep):
    kept = [row.pk for each in in_words(follows) if each.value in keep for row in each.rows]
    follows.exclude(pk__in=kept).delete()


def _rows_of(mine, parts, is_sheet):
    """Return those of `mine` (Follows) by which somebody follows `parts` already, or was asked; [] for none.

    A sheet is the same with all its contacts.
    """
    if not is_sheet:
        return [follow for follow in mine if same(follow, parts[0])]
    sheets = defaultdict(list)
    for follow in mine:
        sheets[follow.sheet].append(follow)
    for number, rows in sheets.items():
        if number and len(rows) == len(parts) and all(any(same(row, part) for row in rows) for part in parts):
            return rows
    return []
