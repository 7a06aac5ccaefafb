"""Personal data of whoever follows changes by email: their address, and what they follow, which may tell what concerns them."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from hscp.email_addresses import email_key, kept_email
from hscp.following.links import token_of
from hscp.following.mails import forget_mails
from hscp.following.models import Follow, Follower
from hscp.following.subscribing import stop
from hscp.privacy.periods import UNCONFIRMED_DAYS
from hscp.privacy.personal_fields import SPECIAL, Declaration, Kept, SubjectAccess, personal
from hscp.privacy.retention import delete_rows
from hscp.privacy.subject_access import rows_of
from training.booking.links import hash_of


def _of(email):
    return Follower.objects.filter(email_key=email_key(email))


def _requests(at, only_count):
    """Delete what was asked for and never confirmed, what is no longer there, and whoever follows nothing any more."""
    before = at - timedelta(days=UNCONFIRMED_DAYS)
    asked = Follow.objects.expired(at)
    # Whoever asked again has their days from then on.
    again = Follow.objects.asked(at).filter(follower=OuterRef("pk"))
    unconfirmed = Follower.objects.filter(~Exists(again), confirmed_at=None, created_at__lte=before)
    gone = (
        Follow.objects.filter(content_type=kind).exclude(
            object_id__in=kind.model_class().objects.values("pk")
        )
        for kind in ContentType.objects.filter(pk__in=Follow.objects.order_by().values("content_type"))
    )
    idle = Follower.objects.filter(Q(confirmed_at__lte=before), follows=None)
    return sum(delete_rows(rows, only_count) for rows in (asked, *gone, unconfirmed, idle))


class _FollowerAccess(SubjectAccess):
    correctable = ("email",)

    def held(self, email):
        people = _of(email)
        return {
            "following": rows_of(people, but={"token_hash"}),
            "followed": rows_of(Follow.objects.filter(follower__in=people)),
        }

    def addresses(self):
        return set(Follower.objects.order_by().values_list("email_key", flat=True))

    def correct(self, email, changes, *, by, at):
        """Move what the person follows to the address of `changes`. What somebody follows with that address already stays instead."""
        new, moved = kept_email(changes["email"]), 0
        for follower in _of(email):
            forget_mails(follower.email)
            if _of(new).exclude(pk=follower.pk).exists():
                follower.delete()
            else:
                follower.email, follower.email_key = new, email_key(new)
                follower.token_hash = hash_of(token_of(new))
                follower.save(update_fields=["email", "email_key", "token_hash"])
            moved += 1
        return {"following": moved}

    def erase(self, email, *, by, at, until):
        people = list(_of(email).filter(created_at__lte=until))
        for follower in people:
            stop(follower)
        return {"following": len(people)}

    def is_back(self, email):
        return _of(email).exists()


PERSONAL_DATA = Declaration(
    fields={
        "following.Follower": personal("following"),
        "following.Follow": Kept(SPECIAL, "following"),
    },
    jobs={"follow_requests": _requests},
    subject_access=_FollowerAccess(),
)
