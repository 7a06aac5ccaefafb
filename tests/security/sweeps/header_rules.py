"""What the headers of an answer must say: the rules of the HTTP Observatory, and those that the portal adds.

The Observatory takes points for each; the portal allows none of them to be missing from any answer.
"""

from urllib.parse import urlsplit

HALF_A_YEAR = 15_768_000  # seconds: what the Observatory asks of Strict-Transport-Security
REFERRER = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
NEEDED_BY_NO_PAGE = {"camera", "microphone", "geolocation", "payment", "usb"}
# Tells staff's browsers that they are staff's. A script reads it, and it opens nothing.
READ_BY_SCRIPT = {"hscp_staff"}


def faults(headers, cookies=(), *, shares_with_others=False):
    """Return what is wrong with the headers ({name: value}) and cookies (Morsels) of an answer over https: a set of words.

    With `shares_with_others`, other sites may read the answer, which is then the same for everybody.
    """
    policy = directives(headers.get("Content-Security-Policy", ""))
    resources = "cross-origin" if shares_with_others else "same-origin"
    rules = {
        "no policy": bool(policy),
        "policy: default-src": policy.get("default-src") == ["'none'"],
        "policy: scripts": _is_strict(policy, "script-src"),
        "policy: objects": policy.get("object-src", ["'none'"]) in (["'none'"], ["'self'"]),
        "policy: base-uri": "sandbox" in policy or policy.get("base-uri") == ["'none'"],
        "framed": policy.get("frame-ancestors") == ["'none'"],
        "framed in an old browser": headers.get("X-Frame-Options") == "DENY",
        "charset": "charset=" in headers.get("Content-Type", "") or not _is_text(headers),
        "hsts": _age(headers) >= HALF_A_YEAR and "includeSubDomains" in headers["Strict-Transport-Security"],
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") in REFERRER,
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resources": headers.get("Cross-Origin-Resource-Policy") == resources,
        "permissions": _denied(headers.get("Permissions-Policy", "")) >= NEEDED_BY_NO_PAGE,
        "read by other sites": ("Access-Control-Allow-Origin" in headers) == shares_with_others,
        "credentials": "Access-Control-Allow-Credentials" not in headers,
        "names the software": not {"Server", "X-Powered-By"} & set(headers),
        "led elsewhere": urlsplit(headers.get("Location", "")).hostname in (None, "testserver"),
        "led to http": urlsplit(headers.get("Location", "")).scheme in ("", "https"),
    }
    return {name for name, holds in rules.items() if not holds} | {
        f"cookie {cookie.key}" for cookie in cookies if not _is_kept_safe(cookie)
    }


def directives(policy):
    """Return a content security policy as {directive: list of sources}."""
    return {name: sources for name, *sources in filter(None, (part.split() for part in policy.split(";")))}


def _is_strict(policy, name):
    """Return whether scripts come from the portal alone, or carry a nonce: nothing inline, evaluated, or from anywhere."""
    sources = policy.get(name, policy.get("default-src", ["*"]))
    return all(source in ("'none'", "'self'") or source.startswith("'nonce-") for source in sources)


def _is_text(headers):
    # XML says its encoding itself.
    return headers.get("Content-Type", "").startswith("text/")


def _age(headers):
    first = headers.get("Strict-Transport-Security", "").partition(";")[0]
    return int(first.removeprefix("max-age=") or 0)


def _denied(policy):
    return {part.partition("=")[0].strip() for part in policy.split(",") if part.strip().endswith("=()")}


def _is_kept_safe(cookie):
    """Return whether a cookie goes to this host alone, over https alone, and with no request from another site."""
    by_host = cookie.key.startswith("__Host-") or cookie.key in READ_BY_SCRIPT
    hidden = cookie["httponly"] or cookie.key in READ_BY_SCRIPT
    here = cookie["path"] == "/" and not cookie["domain"]
    return bool(by_host and hidden and here and cookie["secure"] and cookie["samesite"] in ("Lax", "Strict"))
