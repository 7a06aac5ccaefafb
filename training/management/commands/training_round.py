"""Does what the clock brings to training: reminders, joining links, offers that end, certificates, questions afterwards.

It is run each hour (docs/jobs.md): the mails it writes go out with the next `send_mail_queue`. It may run
any number of times and prints counts only.
"""

from django.core.management.base import BaseCommand

from training.scheduled_jobs import do_round


class Command(BaseCommand):
    help = "Write the reminders and other mails that are due, and end offers and waiting lists whose time is over."

    def handle(self, **options):
        done = [f"{number} {what}" for what, number in do_round().items() if number]
        self.stdout.write(f"Training: {', '.join(done) or 'nothing due'}.")
