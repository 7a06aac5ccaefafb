"""Checks that no session is overbooked, nobody is passed over and nothing is doubled. It is run nightly: docs/jobs.md.

It changes nothing, prints one line for each problem, with numbers and never a name, and ends with 1 if there is one.
"""

from django.core.management.base import BaseCommand, CommandError

from training.booking.consistency import problems


class Command(BaseCommand):
    help = "Check that no session is overbooked, nobody is passed over and nothing is doubled."

    def handle(self, **options):
        found = problems()
        for problem in found:
            self.stdout.write(problem)
        if found:
            raise CommandError(f"Problems with bookings: {len(found)}. docs/booking.md says what each means.")
        self.stdout.write("Every place is held once, and nobody waits for a free one.")
