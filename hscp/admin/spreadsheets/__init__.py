"""Lists of records as spreadsheets: out as they are on screen, and in again by a plan that an editor agrees to."""

from hscp.admin.spreadsheets.columns import Shown
from hscp.admin.spreadsheets.pages import SpreadsheetPages
from hscp.admin.spreadsheets.record_sheets import RecordSheet

__all__ = ["RecordSheet", "Shown", "SpreadsheetPages"]
