from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class HscpConfig(AppConfig):
    name = "hscp"
    verbose_name = "Portal"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from hscp import checks  # noqa: F401  (importing registers the checks)
        from hscp.observability.log_format import log_what_nobody_caught
        from hscp.page_cache import ready
        from hscp.security import sessions

        if settings.ERROR_DSN:
            from hscp.observability import error_reports
            from hscp.page_cache.release import release

            error_reports.start(settings.ERROR_DSN, release())
        log_what_nobody_caught()

        # All tables are there: the signal is sent once everything is migrated.
        post_migrate.connect(_watch_content, sender=self)
        post_migrate.connect(_guard_audit_trail, sender=self)
        post_migrate.connect(_set_column_defaults, sender=self)
        user_logged_in.connect(sessions.begin)
        ready.register(_read_contacts_beforehand)
        ready.register_while_slow(_bring_search_up_to_date)


class PortalAdminConfig(AdminConfig):
    """Django's admin with our own site object: our start page and titles."""

    default_site = "hscp.admin_site.PortalAdminSite"


def _watch_content(sender, using, **kwargs):
    """Set the triggers that move the content version, and those that tell what a step writes, so that it can be undone."""
    from hscp.editing.undoing import written_rows
    from hscp.page_cache import content_version

    content_version.install_triggers(using)
    written_rows.install_triggers(using)


def _read_contacts_beforehand():
    """With the pages that are kept ready, read the contacts that search shows while the database is away."""
    from hscp.search.views.records import read_contacts_beforehand

    read_contacts_beforehand()


def _bring_search_up_to_date():
    """Read what has changed into the index of search, so that nobody who searches waits for a slow database."""
    from hscp.search.query.engine import engine

    engine().snapshot()


def _guard_audit_trail(sender, using, **kwargs):
    """Set the triggers that keep the audit trail as it is."""
    from hscp.security.audit.guard import install_guard

    install_guard(using)


def _set_column_defaults(sender, using, **kwargs):
    """Give columns their defaults in the database, for releases that do not know them."""
    from hscp.database.column_defaults import set_column_defaults

    set_column_defaults(using)
