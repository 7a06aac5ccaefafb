"""Deletes or anonymises personal data that has been kept long enough. It is run daily: docs/jobs.md.

It prints and logs how many rows it changed, never whose. It is safe to run twice. With --dry-run it changes nothing.
"""

import logging

from django.core.management.base import BaseCommand

from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.retention import apply_retention
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Delete or anonymise personal data that has been kept for as long as it may be."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Count what is due and change nothing.")

    def handle(self, *, dry_run, **options):
        counts = apply_retention(DECLARATIONS, only_count=dry_run)
        for name, number in counts.items():
            self.stdout.write(f"{name}: {number}")
        line = ", ".join(f"{name} {number}" for name, number in counts.items())
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")
        else:
            ended = ", ".join(f"{name} {number}" for name, number in counts.items() if number)
            record(AuditKind.RETENTION_APPLIED, what=ended or "nothing was due")
            logger.info("Retention applied: %s", line)
