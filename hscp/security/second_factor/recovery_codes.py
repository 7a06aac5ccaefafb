"""Ten codes to print, each of which takes the place of a device once.

They are short enough to type, so they are hashed as passwords are (ASVS 5, 6.5.2). No two of one person begin with the same
character: that finds the one to compare with, and one hash is enough.
"""

import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from hscp.security.second_factor.models import RecoveryCode
from hscp.security.sign_in_limits import hashing

HOW_MANY, LENGTH, GROUP = 10, 12, 4
# Without those that look alike on paper: 0 and o, 1, i and l.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def make_codes(user):
    """Give `user` ten new codes in place of those they have, and return them as they are printed. They are shown nowhere else.

    Raises `hscp.security.sign_in_limits.MustWait` while too many passwords are hashed.
    """
    starts = secrets.SystemRandom().sample(ALPHABET, HOW_MANY)
    codes = [start + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)) for start in starts]
    with hashing():
        rows = [RecoveryCode(user=user, start=code[0], code_hash=make_password(code)) for code in codes]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(rows)
    return ["-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP)) for code in codes]


def is_recovery_code(text):
    """Return whether `text`, without spaces and hyphens, has the form of a recovery code, so that it is worth a hash."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def use_code(user, text):
    """Return whether `text` is one of the unused codes of `user`, and use it up. Of two at once one is right.

    Raises `hscp.security.sign_in_limits.MustWait` while too many passwords are hashed.
    """
    row = user.recovery_codes.filter(start=text[:1]).first()
    if row is None:
        return False
    with hashing():
        is_right = check_password(text, row.code_hash)
    return is_right and RecoveryCode.objects.filter(pk=row.pk).delete()[0] == 1
