"""The tables of the page cache: what has changed lately, and the pages as they were rendered."""

from django.db import models


class ContentChange(models.Model):
    """A mark that triggers of the database leave with each change of what public pages show.

    PostgreSQL has one row for each transaction of the last hour, so that no writer waits for another; SQLite has one row.
    The version of the content is computed of all rows: see `hscp.page_cache.content_version`.
    """

    transaction_id = models.BigIntegerField(primary_key=True)
    token = models.BigIntegerField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "hscp"

    def __str__(self):
        return f"Change of {self.changed_at:%Y-%m-%d %H:%M:%S}"


class StoredPage(models.Model):
    """A public page as it was rendered: right while `version` is that of the content and `expires_at` is to come.

    `key` is a digest of its address. `is_narrowed` says that its address has parameters, of which there are more than anybody
    wants to store.
    """

    key = models.CharField(max_length=64, primary_key=True)
    version = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField(db_index=True)
    is_narrowed = models.BooleanField()
    headers = models.JSONField()
    body = models.BinaryField()

    class Meta:
        app_label = "hscp"

    def __str__(self):
        return self.key
