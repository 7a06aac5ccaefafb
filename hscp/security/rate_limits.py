"""Rate limits for each network, email or booking.

The cache holds counts under keyed hashes, so no email or network address can be read from it.
"""

import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

from hscp.security.shared_counts import count

# One person with IPv6 has a whole network of this size.
_IPV6_NETWORK = 64


@dataclass(frozen=True)
class RateLimit:
    """At most `most` times within `seconds`, counted separately for each value under `kind` (text)."""

    kind: str
    most: int
    seconds: int

    def allows(self, value, times=1):
        """Count `times` more for `value` (text, stored only as a keyed hash); return whether that is within the limit.

        The count restarts `seconds` after its first.
        """
        return count(f"limit:{self.kind}:{self._digest(value)}", times, self.seconds) <= self.most

    def allowance(self, value):
        """Count once more for `value` and return the Allowance: the count restarts at full `seconds` of the clock, for all alike."""
        now = int(time.time())
        period, gone = divmod(now, self.seconds)
        used = count(f"limit:{self.kind}:{self._digest(value)}:{period}", 1, self.seconds)
        return Allowance(used <= self.most, max(0, self.most - used), self.seconds - gone)

    def _digest(self, value):
        return salted_hmac("hscp.limits", f"{self.kind}:{value}", algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class Allowance:
    """Whether a client may go on, how often more until the count restarts, and in how many seconds that is."""

    is_within: bool
    left: int
    restarts_in: int


TEN_MINUTES = 10 * 60
# Offices share one network, and all of a trust may come as booking opens: each form is let through as long as a network sends
# no more of them in a minute than people do, and those beyond wait a moment. What goes on for longer is a script. Nobody needs
# many bookings for one email.
BOOKINGS_IN_A_MINUTE = RateLimit("booking-pace", 60, 60)
BOOKINGS_BY_NETWORK = RateLimit("booking-address", 300, TEN_MINUTES)
BOOKINGS_BY_EMAIL = RateLimit("booking-email", 5, TEN_MINUTES)
INTERESTS_BY_NETWORK = RateLimit("interest-address", 30, TEN_MINUTES)
INTERESTS_BY_EMAIL = RateLimit("interest-email", 5, TEN_MINUTES)
FOLLOWS_BY_NETWORK = RateLimit("follow-address", 30, TEN_MINUTES)
FOLLOWS_BY_EMAIL = RateLimit("follow-email", 3, TEN_MINUTES)
RECORD_LINKS_BY_NETWORK = RateLimit("record-address", 30, TEN_MINUTES)
RECORD_LINKS_BY_EMAIL = RateLimit("record-email", 3, TEN_MINUTES)
# A lead's summaries, files, and requests to see colleagues' training; a colleague is not asked by many leads at once.
TEAM_SUMMARIES_BY_EMAIL = RateLimit("team-summary", 20, TEN_MINUTES)
TEAM_FILES_BY_EMAIL = RateLimit("team-files", 10, TEN_MINUTES)
TEAM_ASKS_BY_LEAD = RateLimit("team-asks", 60, 24 * 60 * 60)
TEAM_ASKS_BY_COLLEAGUE = RateLimit("team-asked", 3, 24 * 60 * 60)
# What is wrong with a page. All readers together do not report more in a day than staff could read.
PAGE_REPORTS_BY_NETWORK = RateLimit("page-report", 10, TEN_MINUTES)
PAGE_REPORTS_IN_A_DAY = RateLimit("page-reports", 300, 24 * 60 * 60)
CERTIFICATES_BY_BOOKING = RateLimit("certificate", 10, 60)
CERTIFICATE_CHECKS_BY_NETWORK = RateLimit("check", 30, TEN_MINUTES)
SIGN_INS_BY_NETWORK = RateLimit("sign-in-network", 60, 60 * 60)
PASSWORD_RESETS_BY_NETWORK = RateLimit("password-reset", 10, TEN_MINUTES)
# Answers of /api/v1/, each of which is worked out anew: five a second, for as long as somebody likes.
API_BY_NETWORK = RateLimit("api", 300, 60)
# PDFs made for a client; those already in the cache are sent without being counted.
NEW_DOCUMENTS_BY_NETWORK = RateLimit("document", 10, 60)


def sign_ins_by_name(seconds):
    """Return the RateLimit for one name at which others have guessed: an attempt in so many `seconds`."""
    return RateLimit("sign-in-name", 1, seconds)


def codes_by_account(seconds):
    """Return the RateLimit for an account at whose second step others have guessed: a code in so many `seconds`."""
    return RateLimit("second-step", 1, seconds)


def client_address(request):
    """Return the network address that a request comes from, as text."""
    return address_in(request.META)


def address_in(environ):
    """Return the network address that a request comes from, as text, by its WSGI environment.

    With HSCP_PROXY_COUNT proxies in front, it is the address that the outermost of them saw. Anything that the client
    itself writes into X-Forwarded-For is further left and is never read.
    """
    seen = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    count = settings.HSCP_PROXY_COUNT
    if count and len(seen) >= count:
        try:
            return str(ipaddress.ip_address(seen[-count].strip()))
        except ValueError:
            # A proxy would not write this.
            pass
    return environ.get("REMOTE_ADDR", "")


def client_network(request):
    """Return what identifies one client: its address, or the network of an IPv6 address."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
    return address
