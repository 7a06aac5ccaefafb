"""What the editors' forms of all apps share, and the admin of the accounts.

Django imports this package to register the admin classes of the `hscp` app; `hscp.admin.accounts` holds them.
"""

from hscp.admin import accounts  # noqa: F401  (importing registers)
from hscp.admin.history import HistoryAdmin
from hscp.admin.inlines import SortableBlocks, SortableRows
from hscp.admin.publishable import PublishableAdmin, VocabularyAdmin
from hscp.admin.record_form import RecordForm
from hscp.security.audit import admin as audit  # noqa: F401  (importing registers)

__all__ = [
    "HistoryAdmin",
    "PublishableAdmin",
    "RecordForm",
    "SortableBlocks",
    "SortableRows",
    "VocabularyAdmin",
]
