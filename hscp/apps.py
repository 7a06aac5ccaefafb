from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HscpConfig(AppConfig):
    name = "hscp"
    verbose_name = "Portal"

    def ready(self):
        from hscp import checks  # noqa: F401  (importing registers the checks)


class PortalAdminConfig(AdminConfig):
    """Django's admin with our own site object: our start page and titles."""

    default_site = "hscp.admin_site.PortalAdminSite"
