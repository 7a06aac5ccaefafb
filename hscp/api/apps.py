from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hscp.api"
    label = "api"
    verbose_name = "JSON for other sites"
