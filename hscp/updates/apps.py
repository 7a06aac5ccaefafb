from django.apps import AppConfig


class UpdatesConfig(AppConfig):
    name = "hscp.updates"
    label = "updates"
    verbose_name = "What changed"
