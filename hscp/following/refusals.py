"""Mailboxes that are no more: whose mails a mail server refuses for good, again and again.

What a mail server takes and another one sends back later comes by mail, which the portal does not read.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import Max

from hscp.following.mails import NAMES
from hscp.following.models import Follower
from hscp.following.subscribing import stop
from training.mail.delivery import REFUSED_RECIPIENT
from training.models import Message

# One refusal may be a mistake of the mail server, and of all mailboxes at once.
REFUSED_TIMES = 3


@transaction.atomic
def heed_refusals():
    """Count what was refused since the last time, and forget whoever is refused for the third time in a row. Return how many.

    Makes three queries, and for each person who is forgotten a few.
    """
    mails = Message.objects.filter(kind__in=NAMES).exclude(to="").order_by("created_at")
    refused = defaultdict(list)
    for to, at in mails.filter(
        state=Message.State.DROPPED, problem__startswith=REFUSED_RECIPIENT
    ).values_list("to", "created_at"):
        refused[to].append(at)
    if not refused:
        return 0
    arrived = mails.filter(state=Message.State.SENT, to__in=list(refused))
    arrived = dict(arrived.order_by().values_list("to").annotate(Max("created_at")))
    gone = 0
    for follower in Follower.objects.select_for_update().filter(email__in=list(refused)).order_by("pk"):
        last_arrived, counted = arrived.get(follower.email), follower.refused_at
        if last_arrived and counted and last_arrived > counted:
            follower.refused = 0
        new = [at for at in refused[follower.email] if counted is None or at > counted]
        if not new:
            continue
        follower.refused += len([at for at in new if last_arrived is None or at > last_arrived])
        follower.refused_at = new[-1]
        if follower.refused >= REFUSED_TIMES:
            stop(follower)
            gone += 1
        else:
            follower.save(update_fields=["refused", "refused_at"])
    return gone
