"""A session of a member of staff, as they and administrators see it."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models


class StaffSession(models.Model):
    """Whose a session is, with what tells it from their others. It goes with the session, and ending it deletes both.

    `network` is shortened to the first three numbers of an address, or the first three groups of IPv6.
    """

    # Without a constraint, so that the release before this one can still end sessions, of whose rows here it knows nothing.
    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, related_name="+", db_constraint=False, help_text="The session."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Whose it is."
    )
    began_at = models.DateTimeField(help_text="When they signed in.")
    seen_at = models.DateTimeField(help_text="The last request, to within five minutes.")
    network = models.CharField(max_length=50, blank=True, help_text="From which network, shortened.")
    browser = models.CharField(max_length=60, help_text="The browser, in words.")

    class Meta:
        default_permissions = ()
        ordering = ["-seen_at", "pk"]

    def __str__(self):
        return f"{self.browser}, {self.network}"
