"""Checks that the settings are safe for production, run by `manage.py check --deploy` and when the server starts."""

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from hscp.privacy.periods import out_of_bounds
from hscp.site.accessibility import REVIEWED, is_overdue

MINIMUM_KEY_LENGTH = 50


def is_weak(key):
    """Return whether a secret key is too short or too simple."""
    return len(key) < MINIMUM_KEY_LENGTH or len(set(key)) < 5 or key.startswith("django-insecure-")


def _unsafe_settings():
    """Yield (id, problem, hint) for each setting that is not safe in production."""
    if settings.DEBUG:
        yield "E001", "DEBUG is on: error pages would show the code and the settings.", "Unset HSCP_DEBUG."
    if not settings.HTTPS:
        yield "E002", "HTTPS is off: passwords and sessions would travel in the open.", "Unset HSCP_HTTPS."
    if is_weak(settings.SECRET_KEY):
        yield (
            "E003",
            f"The secret key is weak: it needs at least {MINIMUM_KEY_LENGTH} random characters.",
            "Set HSCP_SECRET_KEY to a new random value, for example from `openssl rand -base64 60`.",
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield (
            "E004",
            "The host names are missing or are a wildcard: anyone could choose the address in links and mails.",
            "Set HSCP_HOSTS to the site's host names, separated by commas.",
        )
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield (
            "E005",
            "The database is SQLite, which is for a first look only.",
            "Set HSCP_DATABASE_URL to the PostgreSQL database, such as postgres://name:password@host/hscp.",
        )
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        yield (
            "E006",
            "Mail is not sent anywhere: nobody could set a password or hear of a problem.",
            "Set HSCP_EMAIL_URL to the mail server, such as submission://name:password@host:587.",
        )
    elif not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield (
            "E008",
            "Mail would be sent unencrypted: links to set a password could be read on the way.",
            "Let HSCP_EMAIL_URL begin with submission:// (STARTTLS) or smtps:// (TLS) instead of smtp://.",
        )
    if settings.HSCP_BEHIND_PROXY and not settings.HSCP_PROXY_COUNT:
        yield (
            "E009",
            "A proxy is in front, but nobody says how many: all readers would count as one, and share its limits.",
            "Set HSCP_PROXY_COUNT to the number of proxies, such as 1.",
        )
    if not settings.HSCP_SECOND_FACTOR:
        yield (
            "E010",
            "No second factor is asked for: whoever learns a password of staff is in.",
            "Unset HSCP_SECOND_FACTOR.",
        )
    if not settings.HSCP_ADDRESS.startswith("https://"):
        yield (
            "E007",
            "The site's own address is missing or is not https: the links in mails would lead nowhere.",
            "Set HSCP_ADDRESS to it, such as https://portal.example.org.",
        )


@checks.register(checks.Tags.security, deploy=True)
def check_production_settings(app_configs, **kwargs):
    """Report every unsafe setting as an error of `check --deploy`."""
    return [
        checks.Error(problem, hint=hint, id=f"hscp.{number}") for number, problem, hint in _unsafe_settings()
    ]


@checks.register(checks.Tags.security, deploy=True)
def check_mailbox(app_configs, **kwargs):
    """Report as an error of `check --deploy` that readers cannot write to anybody.

    The accessibility regulations ask for an address to report to (SI 2018/952, regulation 8), and data protection law for one to
    write to. The site runs without, since a mailbox is no reason to hold back what keeps children safe.
    """
    if settings.HSCP_CONTACT_EMAIL:
        return []
    return [
        checks.Error(
            "No mailbox is named: the accessibility statement and the privacy page have no address to write to.",
            hint="Set HSCP_CONTACT_EMAIL to the mailbox that the partnership reads.",
            id="hscp.E021",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def check_accessibility_statement(app_configs, **kwargs):
    """Warn in `check --deploy` once nobody has read the accessibility statement against the site for a year."""
    if not is_overdue(timezone.localdate()):
        return []
    return [
        checks.Warning(
            f"The accessibility statement was last reviewed on {REVIEWED:%-d %B %Y}, more than a year ago.",
            hint="Test the site again, then change the dates in hscp/site/accessibility.py.",
            id="hscp.W001",
        )
    ]


def _unlawful_periods():
    """Yield (problem, hint) for each period that would keep personal data too long, or not long enough."""
    for period in out_of_bounds(settings.HSCP_KEEP_DAYS):
        yield (
            f"{period.variable} is {settings.HSCP_KEEP_DAYS[period.name]}: "
            f"it may be from {period.at_least} to {period.at_most} days.",
            f"Unset it to keep this data for {period.days} days.",
        )


@checks.register()
def check_periods(app_configs, **kwargs):
    """Report every period outside its limits as an error: no command runs with such a period."""
    return [checks.Error(problem, hint=hint, id="hscp.E020") for problem, hint in _unlawful_periods()]


def refuse_unsafe_start():
    """Raise ImproperlyConfigured naming every unsafe setting. Called when the production server starts."""
    found = [f"{problem} {hint}" for _, problem, hint in _unsafe_settings()]
    found += [f"{problem} {hint}" for problem, hint in _unlawful_periods()]
    if found:
        raise ImproperlyConfigured("The site cannot start, because:\n- " + "\n- ".join(found))
