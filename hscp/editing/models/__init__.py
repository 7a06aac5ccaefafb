"""What is kept about changes on their way to the public."""

from hscp.editing.models.comments import Comment
from hscp.editing.models.drafts import Draft
from hscp.editing.models.mails import EditorMail
from hscp.editing.models.presence import OpenForm
from hscp.editing.models.reviews import ReviewRequest
from hscp.editing.models.rules import KindRule
from hscp.editing.models.undoing import UndoableStep

__all__ = ["Comment", "Draft", "EditorMail", "KindRule", "OpenForm", "ReviewRequest", "UndoableStep"]
