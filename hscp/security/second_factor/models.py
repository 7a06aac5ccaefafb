"""The devices that give a member of staff's second step, and the recovery codes for when none is at hand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.security.second_factor.enums import DeviceKind


class SignInDevice(models.Model):
    """An app that shows codes, or a passkey, of one member of staff. It goes with the account.

    `key` is what its answers are checked with: of an app its secret, encrypted; of a passkey its public part. `counter` makes
    each answer good for once: the number of the half minute of an app's last code, or how often a passkey says that it was used.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="sign_in_devices",
        help_text="Whose it is.",
    )
    kind = models.CharField(max_length=10, choices=DeviceKind, help_text="An app or a passkey.")
    name = models.CharField(
        max_length=60, help_text="What you call it, such as “Work phone”. Only you and administrators see it."
    )
    key = models.TextField(help_text="What its answers are checked with.")
    passkey_hash = models.CharField(
        max_length=64,
        blank=True,
        help_text="The SHA-256 of a passkey’s own number, which is long; empty for an app.",
    )
    counter = models.BigIntegerField(default=0, help_text="Which answers were used.")
    created_at = models.DateTimeField(default=timezone.now, help_text="When it was added.")
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="When it last signed somebody in.")

    class Meta:
        default_permissions = ()
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="hscp_signindevice_name",
                violation_error_message="You have a device of this name already. Give this one another.",
            ),
            models.UniqueConstraint(
                fields=["passkey_hash"], condition=~Q(passkey_hash=""), name="hscp_signindevice_passkey"
            ),
        ]

    def __str__(self):
        return self.name


class RecoveryCode(models.Model):
    """One recovery code that was not used yet: its first character, by which it is found, and the hash of all of it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="recovery_codes",
        help_text="Whose it is.",
    )
    start = models.CharField(max_length=1, help_text="The first character, by which it is found.")
    code_hash = models.CharField(max_length=128, help_text="The hash of the whole code.")
    created_at = models.DateTimeField(default=timezone.now, help_text="When it was made.")

    class Meta:
        default_permissions = ()
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["user", "start"], name="hscp_recoverycode_start")]

    def __str__(self):
        return f"Recovery code {self.start}…"
