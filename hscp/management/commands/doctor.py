"""Says what is missing or wrong on this host, and how to mend it. It changes nothing, sends nothing and prints no secret.

A line is "ok", "look" (the site works, but somebody should look) or "wrong" (it does not work, or is not safe). It exits with 1
if anything is wrong. --quick leaves out what takes longer than a moment or asks other servers than the database, and prints
only what is not right. `make run` and the container begin with it, with --before-migrate where migrations come next.
"""

import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from hscp.site.doctor import configuration, content, host, jobs, services
from hscp.site.doctor.findings import State, reason, wrong

QUICK = (
    host.python,
    host.packages,
    configuration.checked,
    configuration.names,
    configuration.secret_key,
    host.folders,
    host.static_files,
    services.database,
)
THOROUGH = (
    configuration.proxy,
    host.documents,
    host.clock,
    services.shared_cache,
    services.mail,
    services.virus_scanner,
    services.search,
    content.addresses,
    jobs.jobs,
    jobs.backup,
)


def findings(looks):
    """Yield the findings of each function in `looks`. One that fails is a finding too."""
    for each in looks:
        try:
            yield from each()
        except DatabaseError as error:
            name = each.__name__.replace("_", " ").capitalize()
            yield wrong(name, f"It cannot be told without the database: {reason(error)}.")
        except Exception as error:
            yield wrong(each.__name__.replace("_", " ").capitalize(), f"It cannot be told: {reason(error)}.")


class Command(BaseCommand):
    help = "Say in plain words what is missing or wrong on this host, and how to mend it."
    # It looks at what the checks find itself, and goes on.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--quick", action="store_true", help="only what takes a moment; print what is not right"
        )
        parser.add_argument(
            "--before-migrate", action="store_true", help="migrations are about to be applied"
        )

    def handle(self, *, quick, before_migrate, **options):
        looks = [*QUICK, *([] if before_migrate else [services.migrations]), *([] if quick else THOROUGH)]
        is_wrong = False
        for each in findings(looks):
            is_wrong |= each.state is State.WRONG
            if not quick or each.state is not State.OK:
                self.stdout.write(f"{self._word(each.state)}  {each.what}: {each.says}")
        if is_wrong:
            sys.exit(1)

    def _word(self, state):
        style = {State.OK: self.style.SUCCESS, State.LOOK: self.style.WARNING, State.WRONG: self.style.ERROR}
        return style[state](f"{state:5}")
