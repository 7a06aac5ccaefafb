"""Send editors the mails about review: what is asked of them, what was decided, and a digest a day. It is run every few minutes.

It may run as often as it likes, and beside itself: each mail goes out once. It exits with 1 if a mail could not be sent; it is
tried again later.
"""

from django.core.management.base import BaseCommand, CommandError

from hscp.editing.review.delivery import send_due
from hscp.editing.review.mails import write_digests
from hscp.web.wording import counted


class Command(BaseCommand):
    help = "Send editors the mails about review, and to publishers a digest a day of what waits."

    def handle(self, **options):
        digests = write_digests()
        sent, failed = send_due()
        if digests or sent:
            self.stdout.write(f"{counted(digests, 'digest')} written, {counted(sent, 'mail')} sent.")
        if failed:
            raise CommandError(f"{counted(failed, 'mail')} could not be sent. It is tried again later.")
