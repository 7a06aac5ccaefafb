"""What becomes of a run of a job."""

from django.db import models


class Outcome(models.TextChoices):
    """What became of one run. The codes are stored: rename a label, never a code."""

    RUNNING = "running", "Running"
    WELL = "well", "Ran"
    FAILED = "failed", "Failed"
    TOO_LONG = "too_long", "Took too long"
    VANISHED = "vanished", "Vanished"
    STOPPED = "stopped", "Stopped with the scheduler"


# After these somebody is told. A run that was stopped begins again.
BAD = (Outcome.FAILED, Outcome.TOO_LONG, Outcome.VANISHED)
