"""What tells one session from another, without following anybody: the kind of browser, and the network without its end."""

import ipaddress
import re

from hscp.security.rate_limits import client_address

# The first that fits: most browsers also name those that they descend from.
_BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrom(e|ium)/|HeadlessChrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("an iPhone", r"iPhone"),
    ("an iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("a Chromebook", r"CrOS"),
    ("a Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)
# Network administrators know a site by so many bits; an address with more says which machine it is.
_KEPT_BITS = {4: 24, 6: 48}


def browser_of(request):
    """Return the browser of a request in words, such as "Firefox on Windows". It is what the browser says, true or not."""
    said = request.META.get("HTTP_USER_AGENT", "")
    browser, system = _first(_BROWSERS, said) or "Another browser", _first(_SYSTEMS, said)
    return f"{browser} on {system}" if system else browser


def network_of(request):
    """Return the network of a request, such as "203.0.113.0/24" or "2001:db8:1::/48", or "" if it is not known."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((address, _KEPT_BITS[address.version]), strict=False))


def _first(names, said):
    return next((name for name, pattern in names if re.search(pattern, said)), "")
