"""Web addresses as they are kept: without wrappers, tracking or personal parts, and never of a private network."""

import ipaddress
import re
from contextlib import suppress
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from hscp.links.networks import is_public_ip

LONGEST = 1000
_IN_FORM = URLValidator(schemes=["https", "http"])
# Services that put an address of their own round the one that was meant: {end of the host: the parameter that has it}.
_WRAPPERS = {
    "safelinks.protection.outlook.com": ("url",),
    "urldefense.proofpoint.com": ("u",),
    "linkprotect.cudasvc.com": ("a",),
    "protect-eu.mimecast.com": ("domain",),
    "google.com": ("q", "url"),
    "google.co.uk": ("q", "url"),
    "facebook.com": ("u",),
}
_WRAPPER_PATHS = {"google.com": ("/url",), "google.co.uk": ("/url",), "facebook.com": ("/l.php",)}
_TRACKING = re.compile(
    r"utm_\w+|mc_[ce]id|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|ttclid|li_fat_id|_hs(enc|mi)|vero_id|"
    r"mkt_tok|oly_(anon|enc)_id|_ga|_gl|_openstat|wickedid|s_kwcid|ef_id|cmpid|trk(campaign)?",
    re.IGNORECASE,
)
_PERSONAL_NAMES = re.compile(
    r"e-?mail(_?address)?|user(_?name|_?id)?|login(_?hint)?|upn|recipient|to|from|member_?id|contact_?id|token|"
    r"session_?id|sid|phpsessid|jsessionid|auth\w*|access_token|sig(nature)?",
    re.IGNORECASE,
)
_MAIL_ADDRESS = re.compile(r"(?<![^@\s=&])[^@\s=&]++@[^@\s=&]+\.[a-z]{2,}", re.IGNORECASE)
_SESSION_IN_PATH = re.compile(r";(jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
_PRIVATE_ENDINGS = (
    *("localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan"),
    *("home.arpa", "test", "invalid", "onion", "in-addr.arpa", "ip6.arpa"),
)


def clean_address(text):
    """Return the web address `text` (str) as it is kept.

    Wrappers of mail protection are taken off, tracking and personal parameters taken out, host and scheme set in small letters.
    Raises ValidationError, in words for an editor, for what is no public web address.
    """
    address = unwrapped(_CONTROLS.sub("", text))
    if not address:
        raise ValidationError("Give the web address.", code="missing")
    if "://" not in address and re.match(r"[\w-]+(\.[\w-]+)+([/?#:]|$)", address):
        address = f"https://{address}"
    parts = _split(address)
    if parts.scheme not in ("http", "https"):
        raise ValidationError(
            "Give a web address that starts with https:// or http://. “%(start)s” leads somewhere else.",
            code="not_web",
            params={"start": address[:40]},
        )
    if parts.username is not None or parts.password is not None:
        raise ValidationError(
            "The address holds a user name or password before the @. Give it without.", code="credentials"
        )
    host = _as_ascii(parts.hostname or "")
    refuse_private_host(host)
    address = urlunsplit(
        (
            parts.scheme,
            _host_and_port(host, parts),
            _SESSION_IN_PATH.sub("", quote(parts.path, safe="/%:@!$&'()*+,;=~-._")),
            _clean_query(parts.query),
            quote(parts.fragment, safe="/%:@!$&'()*+,;=~-._?"),
        )
    )
    if len(address) > LONGEST:
        raise ValidationError(
            "The address is longer than %(most)s characters. Give a shorter one that leads to the same page.",
            code="too_long",
            params={"most": LONGEST},
        )
    try:
        _IN_FORM(address)
    except ValidationError as error:
        raise ValidationError(
            "“%(address)s” is not a web address. Copy it from the address bar of the browser.",
            code="invalid",
            params={"address": address[:80]},
        ) from error
    return address


def check_address(text):
    """Raise ValidationError where `clean_address` does: the validator of fields that hold an address."""
    clean_address(text)


def unwrapped(address):
    """Return the address that a wrapper of mail protection or a redirecting page was put round; others as they are."""
    for _ in range(5):
        inner = _inner(address)
        if not inner or inner == address:
            break
        address = inner
    return address


def _inner(address):
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    if host.endswith("urldefense.com") and (found := re.match(r"/v3/__(.+?)__;", parts.path)):
        # Version 3 writes the characters that it hides as asterisks; only an address without any can be read back.
        inner = found[1]
        return "" if "*" in inner else re.sub(r"^(https?):/(?!/)", r"\1://", inner)
    for ending, names in _WRAPPERS.items():
        if host != ending and not host.endswith(f".{ending}"):
            continue
        if ending in _WRAPPER_PATHS and parts.path not in _WRAPPER_PATHS[ending]:
            continue
        given = parse_qs(parts.query)
        for name in names:
            if value := given.get(name, [""])[0]:
                if ending == "urldefense.proofpoint.com":
                    value = unquote(value.replace("-", "%").replace("_", "/"))
                return value if value.startswith(("http://", "https://")) else ""
    return ""


def refuse_private_host(host):
    """Raise ValidationError for a host (str) that is not on the public internet, however it is written."""
    host = host.rstrip(".").lower()
    if not host:
        raise ValidationError("The address names no site.", code="no_host")
    number = host_as_ip(host)
    if number is not None:
        if not is_public_ip(number):
            raise ValidationError(
                "“%(host)s” is an address of a private network: readers cannot open it. Give the public one.",
                code="private",
                params={"host": host},
            )
        return
    if "." not in host or host.endswith(tuple(f".{ending}" for ending in _PRIVATE_ENDINGS)):
        raise ValidationError(
            "“%(host)s” can be reached inside a network only: readers cannot open it. Give the public address.",
            code="private",
            params={"host": host},
        )


def host_as_ip(host):
    """Return the IP address that `host` (str) is, also in the short, octal, decimal and hexadecimal forms that browsers read.

    None for a name.
    """
    bare = host.strip("[]").partition("%")[0]
    with suppress(ValueError):
        return ipaddress.ip_address(bare)
    # Browsers read an IPv4 address of one to four numbers, each decimal, octal or hexadecimal; the last one fills the rest.
    parts = bare.rstrip(".").split(".")
    if not 1 <= len(parts) <= 4 or not all(
        re.fullmatch(r"0x[0-9a-f]*|\d+", part, re.IGNORECASE) for part in parts
    ):
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *first, last = numbers
    if any(number > 255 for number in first) or last >= 256 ** (5 - len(parts)):
        return ipaddress.ip_address("0.0.0.0")  # noqa: S104  (nothing that a browser opens)
    value = last
    for place, number in enumerate(first):
        value += number << (8 * (3 - place))
    return ipaddress.ip_address(value)


def _number(text):
    if text.lower().startswith("0x"):
        return int(text[2:] or "0", 16)
    return int(text, 8) if text.startswith("0") and len(text) > 1 else int(text)


def _split(address):
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (a port that is no number raises only here)
    except ValueError as error:
        raise ValidationError(
            "“%(address)s” is not a web address. Copy it from the address bar of the browser.",
            code="invalid",
            params={"address": address[:80]},
        ) from error
    return parts._replace(scheme=parts.scheme.lower())


def _as_ascii(host):
    """Return a host as browsers ask for it, so that no other spelling of a number passes for a name."""
    host = host.rstrip(".").lower()
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode()
    return host


def _host_and_port(host, parts):
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def _clean_query(query):
    """Return a query without the parameters that track or name a person. One that loses nothing stays as it was typed."""
    given = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in given if not _is_personal(name, value)]
    if len(kept) < len(given):
        return urlencode(kept)
    return quote(query, safe="/%:@!$&'()*+,;=~-._?")


def _is_personal(name, value):
    if _TRACKING.fullmatch(name) or _MAIL_ADDRESS.search(unquote(value)):
        return True
    # Names that are also used for other things are personal only with a value that could name somebody.
    if not _PERSONAL_NAMES.fullmatch(name):
        return False
    return "@" in value or all(re.search(sign, value, re.IGNORECASE) for sign in (r"[a-z]", r"\d"))
