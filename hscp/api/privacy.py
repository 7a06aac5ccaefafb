"""What the API last gave of each record is about no person. What is gone is told for a year, so that the table does not grow."""

from datetime import timedelta

from hscp.api.models import GivenRecord
from hscp.privacy.personal_fields import STAFF, Declaration, Kept
from hscp.privacy.retention import delete_rows

TOLD_FOR = timedelta(days=366)


def _told(at, only_count):
    return delete_rows(GivenRecord.objects.filter(removed_at__lte=at - TOLD_FOR), only_count)


PERSONAL_DATA = Declaration(fields={"api": Kept(STAFF)}, jobs={"removed_records": _told})
