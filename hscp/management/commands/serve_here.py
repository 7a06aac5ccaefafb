"""Serve the portal on one's own machine: the last step of `make run`. docs/operations.md says how production does it.

Everything that a first look needs is in this process or beside it: what is new is brought up to date first (`--prepare`),
mails are printed, drafts appear at their moment, the JSON tells what changed, and on the first run all PDFs are made while the site answers, so that its pages say how large each is. On a
later run search is compared with the records while the site answers.
"""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Serve the site on this machine, print its mails and, on the first run, make its PDFs."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="run `prepare` first, in the same process, which saves a second",
        )

    def handle(self, *, port, prepare, **options):
        call_command("doctor", quick=True, before_migrate=prepare, stdout=self.stdout)
        if prepare:
            call_command("prepare", address=f"http://localhost:{port}", leave_search=True, stdout=self.stdout)
        # So that the processes beside it end too, whoever ends this one.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with ExitStack() as beside:
            beside.enter_context(_running("send_mail_queue", "--loop", "5"))
            beside.enter_context(_running("publish_drafts", "--loop", "20"))
            beside.enter_context(_running("note_changes", "--loop", "60"))
            if prepare:
                beside.enter_context(_running("rebuild_search", "--if-needed"))
            if not Path(settings.HSCP_DOCUMENTS).exists():
                beside.enter_context(_running("make_documents"))
            call_command("runserver", f"localhost:{port}", use_reloader=False)


@contextmanager
def _running(*command):
    """Run a command of manage.py in a process of its own, behind the pages, and end it at the end of the block."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    process = subprocess.Popen([*manage, *command], preexec_fn=lambda: os.nice(10))  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait()
