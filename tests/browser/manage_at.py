"""Run a command of manage.py as if it were another time: `python -m tests.browser.manage_at 2027-03-06T21:45+00:00 runserver …`."""

import os
import sys
from datetime import datetime

import time_machine
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscp.settings")
    moment, *arguments = sys.argv[1:]
    # The clock goes on from there, so that nothing waits for ever.
    with time_machine.travel(datetime.fromisoformat(moment), tick=True):
        execute_from_command_line(["manage.py", *arguments])
