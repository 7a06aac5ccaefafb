"""Notes which records /api/v1/ would give otherwise than before, and which it no longer has. It is run every few minutes (docs/jobs.md), or with --loop.

Several may run at once. Where nothing has changed it makes three queries.
"""

from hscp.api.changed import look
from hscp.looping import LoopingCommand
from hscp.web.wording import counted


class Command(LoopingCommand):
    help = "Note what changed, for those who ask /api/v1/ for it."

    def add_arguments(self, parser):
        self.add_loop(parser)

    def handle(self, *, loop, **options):
        if loop is not None:
            self.loop_through_outages(loop, look)
        else:
            self.stdout.write(f"{counted(look(), 'record')} changed.")
