"""Personal data in what readers report: none is asked for, but their words may hold some."""

from hscp.feedback.models import PageReport
from hscp.privacy.personal_fields import STAFF, Declaration, Kept, personal
from hscp.privacy.retention import delete_rows, kept_since


def _page_reports(at, only_count):
    return delete_rows(PageReport.objects.filter(reported_at__lte=kept_since("page_reports", at)), only_count)


PERSONAL_DATA = Declaration(
    fields={"feedback": Kept(STAFF), "feedback.PageReport.words": personal("page_reports")},
    jobs={"page_reports": _page_reports},
)
