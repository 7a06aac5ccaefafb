from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class HscpConfig(AppConfig):
    name = "hscp"
    verbose_name = "Portal"

    def ready(self):
        from hscp import checks  # noqa: F401  (importing registers the checks)

        # All tables are there: the signal is sent once everything is migrated.
        post_migrate.connect(_watch_content, sender=self)
        post_migrate.connect(_guard_audit_trail, sender=self)


class PortalAdminConfig(AdminConfig):
    """Django's admin with our own site object: our start page and titles."""

    default_site = "hscp.admin_site.PortalAdminSite"


def _watch_content(sender, using, **kwargs):
    """Set the triggers that move the content version."""
    from hscp.page_cache.content_version import install_triggers

    install_triggers(using)


def _guard_audit_trail(sender, using, **kwargs):
    """Set the triggers that keep the audit trail as it is."""
    from hscp.security.audit.guard import install_guard

    install_guard(using)
