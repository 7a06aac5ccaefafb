"""The list of people whose data was erased."""

from django.db import models


class ErasedPerson(models.Model):
    """A person whose data was erased, as a keyed hash of their email: replayed after a backup is restored."""

    email_hash = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # Training's tables and migrations have held it since the first release; training.models imports it.
        app_label = "training"

    def __str__(self):
        return f"Erased {self.erased_at:%Y-%m-%d}"
