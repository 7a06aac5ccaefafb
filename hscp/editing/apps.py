from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "hscp.editing"
    label = "editing"
    verbose_name = "Editing"
