from django.apps import AppConfig


class BrochureConfig(AppConfig):
    name = "hscp.brochure"
    verbose_name = "Brochure"
