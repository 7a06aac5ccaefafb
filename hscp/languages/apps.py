from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    name = "hscp.languages"
    label = "languages"
    verbose_name = "Other languages and easy read"
