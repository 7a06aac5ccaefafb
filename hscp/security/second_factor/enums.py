"""What gives a second step."""

from django.db import models


class DeviceKind(models.TextChoices):
    """One kind of device. The codes are stored: rename a label, never a code."""

    APP = "app", "App with codes"
    PASSKEY = "passkey", "Passkey"


class ResetReason(models.TextChoices):
    """Why an administrator takes the devices of somebody away: the audit trail keeps it, and names nobody."""

    LOST = "lost", "Lost"
    STOLEN = "stolen", "Stolen"
    REPLACED = "replaced", "Broken or replaced"
    LOCKED_OUT = "locked_out", "Cannot sign in for another reason"
    SUSPECTED = "suspected", "Somebody else may have used the account"
