"""Writes the mails about changes: of numbers at once, of everything else by the day or the week. Each change is told once.

A batch of mails is written in one transaction with how far its followers were told, so a run that is killed loses nothing and
tells nobody twice: the next one goes on with those who were not told. Any number may run at once: a mail that another one wrote, or whose
reader has changed something while it was made, is thrown away. The queries grow by the batches, not by the followers.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from contacts.models import Pathway
from contacts.output.sheet import sheet_address
from hscp.following.enums import HowOften, What
from hscp.following.mails import DIGEST, NUMBERS, Mail, Pace, composed, store
from hscp.following.matching import Changes
from hscp.following.models import Follow, Follower
from hscp.jobs.schedule import Daily, Weekly
from hscp.updates.models import Update
from hscp.updates.pages import load_pages
from hscp.web.wording import printable_line

# An editor has so long to reword or silence a line, and a change that was begun before is stored by then.
SETTLED_AFTER = timedelta(minutes=5)
# When digests go out, London time.
SCHEDULES = {HowOften.DAILY: Daily(time(7)), HowOften.WEEKLY: Weekly(0, time(7))}
_BATCH = 500
# A longer mail is read by nobody; the rest is on the page of what changed.
MOST_LINES = 50
_NEUTRAL = "A page that you follow has changed"


@dataclass(frozen=True)
class _Round:
    """One round of mails: which `updates` up to `until` (aware datetime) are told to which `followers`, and the field that says how
    far they were told."""

    mail: Mail
    updates: QuerySet
    followers: QuerySet
    mark: str
    until: datetime


def send_numbers(at=None):
    """Write a mail about changed numbers and addresses to everyone who follows one of them. Return how many mails were written."""
    at = at or timezone.now()
    updates = Update.objects.public(at).at_once()
    return _send(
        _Round(NUMBERS, updates, Follower.objects.active(at), "numbers_up_to", at - SETTLED_AFTER), at
    )


def send_digests(at=None):
    """Write everyone whose day or week is over a mail about what else changed. Return how many mails were written."""
    at = at or timezone.now()
    updates = Update.objects.public(at).by_the_day()
    return sum(
        _send(
            _Round(
                DIGEST,
                updates,
                Follower.objects.active(at).filter(how_often=how_often),
                "digest_up_to",
                schedule.latest(at - SETTLED_AFTER),
            ),
            at,
        )
        for how_often, schedule in SCHEDULES.items()
    )


def _send(this, at):
    since = this.followers.aggregate(since=Min(this.mark))["since"]
    if since is None:
        return 0
    changes = Changes(this.updates.filter(said_at__gt=since, said_at__lte=this.until))
    if not changes.updates:
        return 0
    load_pages(changes.updates)
    due = this.followers.filter(**{f"{this.mark}__lt": changes.newest})
    follow_one = Follow.objects.filter(changes.followed()).order_by().values("follower")
    # Told of nothing, which spares the next round from looking that far back. The same statement sees who follows what.
    due.exclude(pk__in=follow_one).update(**{this.mark: this.until})
    concerned = due.filter(pk__in=follow_one).order_by("pk")
    pace, written = Pace(this.mail, at), 0
    while batch := list(_read(concerned)[:_BATCH]):
        # Made before the transaction: on SQLite, nobody else writes while one is open.
        messages = _messages(this, batch, changes)
        with transaction.atomic():
            pks = [follower.pk for follower in batch]
            now = _read(concerned.filter(pk__in=pks).select_for_update())
            as_read = {_state(follower) for follower in batch}
            same = [follower.pk for follower in now if _state(follower) in as_read]
            told = [messages[pk] for pk in same if pk in messages]
            for message in told:
                message.send_at = pace.next()
            store(told)
            Follower.objects.filter(pk__in=same).update(**{this.mark: this.until})
        written += len(told)
    return written


def _read(followers):
    """Return `followers` (a queryset) with what they have confirmed, as `confirmed`."""
    return followers.prefetch_related(Prefetch("follows", Follow.objects.confirmed(), to_attr="confirmed"))


def _state(follower):
    """Return all by which the mail to one Follower, of `_read`, is made: another value makes another mail."""
    return tuple(
        tuple(getattr(row, field.attname) for field in row._meta.concrete_fields)
        for row in (follower, *follower.confirmed)
    )


def _messages(this, batch, changes):
    """Return {primary key: the unsaved Message} of those of `batch` (Followers) to whom something is to be told."""
    told = {}
    for follower in batch:
        updates, sheets = changes.of(follower.confirmed, getattr(follower, this.mark))
        if updates:
            told[follower] = updates, sheets
    addresses = _sheet_addresses(told)
    return {
        follower.pk: composed(
            this.mail,
            follower.email,
            once=f"{follower.pk}:{this.until:%Y-%m-%dT%H:%M:%S.%f}",
            lines=[_line(update, follower.discreet) for update in reversed(updates[-MOST_LINES:])],
            more=max(0, len(updates) - MOST_LINES),
            sheet_changed=bool(sheets),
            sheets=[] if follower.discreet else [addresses[follower.pk, number] for number in sheets],
            discreet=follower.discreet,
        )
        for follower, (updates, sheets) in told.items()
    }


def _line(update, discreet):
    """Return what a mail says of one Update: `text`, and the `address` of its page. Where it is `discreet`, neither says which."""
    by_number = reverse("site:update", args=[update.pk])
    if discreet:
        return {"text": _NEUTRAL, "address": settings.HSCP_ADDRESS + by_number}
    return {
        "text": printable_line(f"{update.page.title}: {update.words}"),
        "address": settings.HSCP_ADDRESS + (update.page.url or by_number),
    }


def _sheet_addresses(told):
    """Return {(primary key of a Follower, number of a sheet): address of that sheet} for those in `told`, {Follower: (…, sheets)}.

    Makes one query.
    """
    chosen = {
        (follower.pk, number): [
            follow.object_id
            for follow in follower.confirmed
            if follow.what == What.SHEET and follow.sheet == number
        ]
        for follower, (_, sheets) in told.items()
        for number in sheets
    }
    pks = {pk for each in chosen.values() for pk in each}
    pathways = Pathway.objects.live().in_bulk(pks) if pks else {}
    return {
        key: settings.HSCP_ADDRESS + sheet_address([pathways[pk] for pk in each if pk in pathways])
        for key, each in chosen.items()
    }
