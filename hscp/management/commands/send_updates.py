"""Writes the mails to people who follow changes by email. It is run every few minutes (docs/jobs.md); `send_mail_queue` sends them.

It may run any number of times, and beside itself: each change is told to each person once. It prints counts only.
"""

from django.core.management.base import BaseCommand

from hscp.following.refusals import heed_refusals
from hscp.following.sending import send_digests, send_numbers
from hscp.web.wording import counted


class Command(BaseCommand):
    help = "Write the mails about what changed: of numbers at once, of the rest after 7 in the morning by the day or the week."

    def handle(self, **options):
        forgotten = heed_refusals()
        told, digests = send_numbers(), send_digests()
        done = [f"{counted(told, 'mail')} about numbers"] if told else []
        done += [counted(digests, "digest")] if digests else []
        done += [f"{counted(forgotten, 'mailbox', 'mailboxes')} no longer there"] if forgotten else []
        self.stdout.write(f"Updates: {', '.join(done) or 'nothing to tell'}.")
