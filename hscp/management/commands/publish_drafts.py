"""Publishes the drafts that somebody approved for a moment that has come. It is run each minute (docs/jobs.md), or with --loop.

Several may run at once: each draft is published once. It prints counts and titles. A draft that cannot be published keeps waiting
with the reason on its page, and the run ends with 1.
"""

from django.core.management.base import CommandError

from hscp.editing.drafts.publishing import publish_due
from hscp.looping import LoopingCommand
from hscp.web.wording import counted


class Command(LoopingCommand):
    help = "Publish the drafts whose moment has come."

    def add_arguments(self, parser):
        self.add_loop(parser)

    def handle(self, *, loop, **options):
        if loop is not None:
            self.loop_through_outages(loop, self._publish)
        elif failed := self._publish():
            raise CommandError(f"{counted(failed, 'draft')} could not be published.")

    def _publish(self):
        """Publish what is due and say so. Return how many drafts could not be published."""
        published, failed = publish_due()
        for record in published:
            self.stdout.write(f"Published: {record}")
        for record, why in failed:
            self.stderr.write(f"Not published: {record}. {why}")
        return len(failed)
