"""Removes the example sessions with their bookings, messages and evaluations. Safe to run again."""

from django.core.management.base import BaseCommand

from training.examples.loading import remove_examples


class Command(BaseCommand):
    help = "Remove every example session and everything that belongs to it. Nothing else is touched."

    def handle(self, **options):
        self.stdout.write(f"{remove_examples()} example sessions removed.")
