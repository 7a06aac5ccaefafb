from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "hscp.links"
    label = "links"
    verbose_name = "Links and files"
