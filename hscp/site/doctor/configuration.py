"""The settings: what the checks of Django and of the portal say, the secret key, and what stands in front."""

import os
import stat
from pathlib import Path

from django.conf import settings
from django.core import checks
from environs import EnvError

from hscp import checks as portal_checks
from hscp.privacy.periods import PERIODS
from hscp.site.doctor.findings import look, ok, reason, without_secrets, wrong


def in_production():
    """Return whether this is more than a look on one's own machine."""
    return settings.HTTPS and not settings.DEBUG


def checked():
    """Yield what the checks find: those for production too, where this is production."""
    deploy = in_production()
    try:
        found = [
            each for each in checks.run_checks(include_deployment_checks=deploy) if not each.is_silenced()
        ]
    except Exception as error:
        yield wrong("Settings", f"The checks themselves fail: {reason(error)}.")
        return
    for each in found:
        line = without_secrets(" ".join(filter(None, (each.msg, each.hint))))
        yield (wrong if each.is_serious() else look)("Settings", line)
    if not found and deploy:
        yield ok("Settings", "They are safe for production.")
    elif not found:
        yield ok(
            "Settings",
            "For a look on this machine only: https is off. docs/operations.md says what production needs.",
        )


def names():
    """Yield each HSCP_ variable that nothing reads: most likely a spelling."""
    from hscp.settings import env

    try:
        known = {f"{name}" for name in env.dump()}
    except EnvError as error:
        yield wrong("Settings", f"{reason(error)}.")
        return
    known |= {period.variable for period in PERIODS}
    unknown = sorted(
        name for name in os.environ if name.startswith("HSCP_") and name.removesuffix("_FILE") not in known
    )
    for name in unknown:
        yield look(
            "Settings",
            f"{name} is set, and nothing reads it. The table in docs/operations.md has the right names.",
        )


def secret_key():
    """Yield whether the secret key is strong, and whether others on this host may read the file that it is in."""
    key = settings.SECRET_KEY
    if portal_checks.is_weak(key):
        yield wrong(
            "Secret key",
            "It is weak. Put a new one in HSCP_SECRET_KEY, such as from `openssl rand -base64 60`.",
        )
        return
    for path in _key_files():
        # In a container the file is there for its one user, whatever its mode says.
        if stat.S_IMODE(path.stat().st_mode) & 0o077 and not path.is_relative_to("/run/secrets"):
            yield wrong("Secret key", f"Others on this host may read {path}. Run `chmod 600 {path}`.")
            return
    yield ok("Secret key", f"It has {len(key)} characters, and no others may read it.")


def _key_files():
    named = os.environ.get("HSCP_SECRET_KEY_FILE")
    local = settings.BASE_DIR / "var" / "secret-key"
    if named:
        return [Path(named)]
    return [] if os.environ.get("HSCP_SECRET_KEY") or not local.is_file() else [local]


def proxy():
    """Yield whether the settings fit what stands in front of the portal."""
    behind, count = settings.HSCP_BEHIND_PROXY, settings.HSCP_PROXY_COUNT
    if not in_production():
        yield ok("Proxy", "None on one's own machine.")
    elif behind and count:
        yield ok("Proxy", f"{count} in front, which writes X-Forwarded-Proto and X-Forwarded-For itself.")
    elif behind:
        yield wrong(
            "Proxy", "HSCP_BEHIND_PROXY is set, HSCP_PROXY_COUNT is not. Set it to 1 if there is one proxy."
        )
    elif count:
        yield wrong(
            "Proxy",
            "HSCP_PROXY_COUNT is set, HSCP_BEHIND_PROXY is not. Set it to true, or every page redirects to itself.",
        )
    else:
        yield look(
            "Proxy",
            "None is named. The site needs one, for https and slow clients: set HSCP_BEHIND_PROXY and HSCP_PROXY_COUNT.",
        )
