"""One run of the check: which links are due, asked for many at once, each result kept as soon as it is known.

A run that is stopped has lost nothing but what was on its way: what it checked is not due any more, so the next one goes on from
there. Only one runs at a time.
"""

import asyncio
import logging
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone
from filelock import FileLock, Timeout

from hscp.links.checking.answers import Answer, Trouble
from hscp.links.checking.fetching import Fetcher
from hscp.links.checking.judging import Expected, judge
from hscp.links.checking.keeping import APART, keep
from hscp.links.checking.page_words import PageWords
from hscp.links.checking.served import expectations
from hscp.links.enums import CheckResult, LinkKind, LinkState
from hscp.links.models import Link

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(days=7)
# A run over all links leaves out what was checked so shortly before: that is how it goes on after it was stopped.
JUST_NOW = timedelta(hours=12)
# What our own connection may be to blame for, and how many links are tried to tell.
_SILENCE = (Trouble.NO_HOST, Trouble.NO_CONNECTION, Trouble.TOO_LATE)
_TRIED = 5
_DOCUMENTS = {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".rtf", ".zip", ".mp4"}
_LOCK = 5_105_117_001  # any number that nothing else locks


class NotKept(Enum):
    """Why nothing was found out about a link."""

    LATER = "Left for another run, since the site asks to come back later"
    CHANGED = "Left for another run, since somebody changed the link meanwhile"
    FAILED = "Left, since the check itself failed"
    OFFLINE = "Left, since no site at all could be reached"

    @property
    def label(self):
        return self.value


class AlreadyRunning(Exception):
    """Another run of the check is under way."""


def due_links(*, everything=False):
    """Return the links (queryset, those that wait longest first) that are to be checked now.

    Those never checked, changed since, failing for a day, or checked a week ago; with `everything` all that were not checked
    just now. Withdrawn ones are left out: nobody sees them.
    """
    now = timezone.now()
    never_or_changed = Q(last_check=None) | Q(last_check__checked_at__lt=F("updated_at"))
    if everything:
        due = Q(last_check__checked_at__lte=now - JUST_NOW)
    else:
        failing = Q(last_check__result=CheckResult.BROKEN, last_check__checked_at__lte=now - APART)
        due = failing | Q(last_check__checked_at__lte=now - AGAIN_AFTER)
    return _with_checks(Link.objects.filter(never_or_changed | due)).order_by(
        F("last_check__checked_at").asc(nulls_first=True), "pk"
    )


def links_of(address):
    """Return the links (queryset) of one address, due or not."""
    return _with_checks(Link.objects.filter(address=address)).order_by("pk")


def _with_checks(links):
    return links.exclude(state=LinkState.WITHDRAWN).select_related("last_check")


def user_agent():
    """Return the name by which the check says to sites who asks."""
    return f"HSCP-link-check/1.0 (+{settings.HSCP_ADDRESS})"


def check(links, make_fetcher=Fetcher):
    """Check `links` (a list, with their last checks), and yield (link, LinkCheck or NotKept) as soon as each is known and kept.

    `make_fetcher` is given the user agent.
    """
    expected = expectations(links)
    for link, answer in _proven(_answers(links, make_fetcher), links, make_fetcher):
        last = getattr(link, "last_check", None)
        earlier = PageWords(last.page_title, last.page_heading) if last else None
        if isinstance(answer, NotKept):
            yield link, answer
        else:
            yield link, keep(link, judge(expected[link.pk], answer, earlier), answer) or NotKept.CHANGED


def look_at(addresses, make_fetcher=Fetcher):
    """Check `addresses` (a list) that are no links, and yield (address, Judgement or NotKept). Nothing is kept.

    What they may be called is not known: they are to answer, and not to say that they are withdrawn.
    """
    links = [Link(address=address) for address in addresses]
    for link, answer in _proven(_answers(links, make_fetcher), links, make_fetcher):
        expected = Expected(link.address, [], whole_site=True)
        yield link.address, answer if isinstance(answer, NotKept) else judge(expected, answer)


def _proven(answers, links, make_fetcher):
    """Yield each of `answers`, (link, Answer), with a NotKept in the place of an answer that says nothing about its link.

    Silence says something only once anybody has answered: before that it may be our own way to the web that is gone, and then
    every link would seem broken. If nobody at all answers, some links that were fine are asked for to tell.
    """
    silent, is_online = [], False
    for link, answer in answers:
        if isinstance(answer, NotKept):
            yield link, answer
        elif answer.trouble == Trouble.WAITING:
            yield link, NotKept.LATER
        elif answer.trouble in _SILENCE and not is_online:
            silent.append((link, answer))
        else:
            yield link, answer
            if is_online := is_online or answer.status is not None:
                yield from silent
                silent.clear()
    if silent:
        fine = _with_checks(Link.objects.filter(last_check__result=CheckResult.OK))
        fine = fine.exclude(pk__in=[each.pk for each in links])
        tried = _answers(list(fine.order_by("-last_check__checked_at")[:_TRIED]), make_fetcher)
        is_online = any(isinstance(answer, Answer) and answer.status is not None for _, answer in tried)
    for link, answer in silent:
        yield link, answer if is_online else NotKept.OFFLINE


def _answers(links, make_fetcher):
    """Yield each link with its Answer as it comes; NotKept.FAILED for one at which the check itself failed.

    The event loop stands still while the caller works, so it goes a step on between any two links.
    """
    with asyncio.Runner() as runner:
        answered = runner.run(_started(links, make_fetcher))
        for _ in links:
            yield runner.run(answered.get())


async def _started(links, make_fetcher):
    """Start to ask for all links, and return the Queue to which each is put with its answer."""
    fetcher, answered = make_fetcher(user_agent()), asyncio.Queue()

    async def ask(link):
        answered.put_nowait(await _asked(fetcher, link))

    answered.tasks = [asyncio.create_task(ask(link)) for link in links]  # held, or they may be collected
    return answered


async def _asked(fetcher, link):
    last = getattr(link, "last_check", None)
    # A page that was wrong is read again even if it has not changed: what it said is not kept in full.
    was_fine = last is not None and last.result == CheckResult.OK
    conditions = {"etag": last.etag, "last_modified": last.last_modified} if was_fine else {}
    try:
        return link, await fetcher.fetch(link.address, head_first=_is_document(link), **conditions)
    except Exception:
        # A fault of ours at one link: the others are checked, and somebody is told.
        logger.exception("The check failed at link %s", link.pk)
        return link, NotKept.FAILED


def _is_document(link):
    ending = PurePosixPath(urlsplit(link.address).path).suffix.lower()
    return link.kind == LinkKind.DOCUMENT or ending in _DOCUMENTS


@contextmanager
def only_run():
    """Hold the lock that lets one run check at a time, however it ends. Raises AlreadyRunning."""
    if connection.vendor != "postgresql":
        # SQLite is for one machine: a file beside the database.
        lock = FileLock(f"{connection.settings_dict['NAME']}.check-links.lock", fallback_to_soft=False)
        try:
            with lock.acquire(blocking=False):
                yield
        except Timeout as error:
            raise AlreadyRunning from error
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
