"""How fast codes may be tried for one account, wherever from: the first few at once, then ever more slowly.

Six digits are guessed in time by whoever may try often enough, and who tries here knows the password. At the slowest pace, 96
tries a day, a guess is right once in ten years. Passkeys cannot be guessed and are never slowed.
"""

from hscp.security.rate_limits import codes_by_account
from hscp.security.shared_counts import count
from hscp.security.sign_in_limits import MustWait

# A day, so that the pace of a night of guessing is still slow in the morning.
FREE_FAILURES, FAILURES_COUNT_SECONDS = 5, 24 * 60 * 60
LONGEST_WAIT = 15 * 60  # seconds between two tries

TOO_MANY = (
    "Too many wrong codes were entered for this account. Wait a quarter of an hour, then try once more, or use a passkey. "
    "If the wrong codes were not yours, somebody knows your password: tell your site administrator."
)


def check_pace(user):
    """Raise MustWait, before a code is looked at, if a code for `user` comes too soon after wrong ones."""
    failures = count(_key(user), 0, FAILURES_COUNT_SECONDS)
    if failures >= FREE_FAILURES:
        wait = min(2 ** (failures - FREE_FAILURES), LONGEST_WAIT)
        if not codes_by_account(wait).allows(str(user.pk)):
            raise MustWait(TOO_MANY)


def count_failure(user):
    """Count a wrong code for `user`. Return how many there were in a day."""
    return count(_key(user), 1, FAILURES_COUNT_SECONDS)


def _key(user):
    return f"second-step-failed:{user.pk}"
