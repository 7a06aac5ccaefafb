"""What the audit trail knows to have happened."""

from django.db import models


class AuditKind(models.TextChoices):
    """One kind of event. The codes are stored for years: rename a label, never a code."""

    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Failed to sign in"
    LOCKED_OUT = "locked_out", "Locked out"
    SIGNED_OUT = "signed_out", "Signed out"
    PASSWORD_SET = "password_set", "Set a password"
    ACCOUNT_ADDED = "account_added", "Added an account"
    ACCOUNT_CHANGED = "account_changed", "Changed an account"
    ROLES_CHANGED = "roles_changed", "Changed roles"
    EXPORTED = "exported", "Made a file"
    PEOPLE_SEEN = "people_seen", "Saw personal data"
    PERSON_SHOWN = "person_shown", "Gave out a person’s data"
    PERSON_CORRECTED = "person_corrected", "Corrected a person’s data"
    PERSON_ERASED = "person_erased", "Erased a person"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Took off the site"
    TRAIL_SHORTENED = "trail_shortened", "Ended old entries"
