"""How often one address or one person may do a thing in a while. Foundation: imports no app.

The cache holds counts under keyed hashes, so no email and no network address can be read from it.
"""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

# Somebody with IPv6 has a whole network of this size to themselves.
_IPV6_NETWORK = 64


def within_limit(kind, value, *, limit, seconds, times=1):
    """Count `times` more of `kind` by `value` and return whether that is still at most `limit`.

    The count begins anew `seconds` after its first. Both names are text; `value` is kept as a keyed hash only.
    """
    digest = salted_hmac("hscp.limits", f"{kind}:{value}", algorithm="sha256").hexdigest()
    key = f"limit:{kind}:{digest}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key, times) <= limit
    except ValueError:
        # It ended between the two calls.
        cache.set(key, times, timeout=seconds)
        return times <= limit


def client_address(request):
    """Return the network address that a request comes from, as text.

    With HSCP_PROXY_COUNT proxies in front, it is what the outermost of them saw. What a client itself writes into
    X-Forwarded-For stands further left and is never read.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    count = settings.HSCP_PROXY_COUNT
    if count and len(seen) >= count:
        try:
            return str(ipaddress.ip_address(seen[-count].strip()))
        except ValueError:
            # Not what a proxy writes.
            pass
    return request.META.get("REMOTE_ADDR", "")


def client_network(request):
    """Return what stands for one client: its address, or the network of an IPv6 address."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
    return address
