from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "hscp.search"
    label = "search"

    def ready(self):
        from hscp.search.index.entries import register
        from hscp.search.sources import SOURCES

        register(*SOURCES)
