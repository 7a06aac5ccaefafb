"""Makes example sessions for a first look at the portal. `make run` does so once; a live site has none unless this is run."""

from django.core.management.base import BaseCommand

from training.examples.loading import load_examples


class Command(BaseCommand):
    help = (
        "Make example sessions around today's date, if there is no session yet. remove_examples removes them."
    )

    def handle(self, **options):
        if made := load_examples():
            self.stdout.write(f"Training: {made} example sessions. `manage.py remove_examples` removes them.")
        else:
            self.stdout.write("Training: no example sessions were made: there are sessions, or no courses.")
