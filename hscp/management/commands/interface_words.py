"""Write the catalogue of the words around the texts of pages, which editors translate. `make messages` runs it."""

from django.core.management.base import BaseCommand

from hscp.languages.extracting import as_catalogue, extracted
from hscp.languages.interface import CATALOGUE
from hscp.whole_files import write_whole


class Command(BaseCommand):
    help = "Write hscp/locale/interface.pot from what the templates and the code say."

    def handle(self, **options):
        texts = extracted()
        write_whole(CATALOGUE, as_catalogue(texts).encode())
        self.stdout.write(f"{len(texts)} texts in {CATALOGUE.name}.")
