"""Personal data in what editors have under way: none of the public's, but for an hour, or a day, in what can be undone."""

from hscp.editing.models import EditorMail, UndoableStep
from hscp.editing.undoing.steps import forget_old_steps
from hscp.privacy.personal_fields import STAFF, Declaration, Kept, SubjectAccess, personal


class EditingSubjectAccess(SubjectAccess):
    """An undo would bring back what was erased since, so an erasure ends whatever can be undone.

    A mail to an address that somebody had before is not sent any more.
    """

    def erase(self, email, *, by, at, until):
        UndoableStep.objects.all().delete()
        EditorMail.objects.filter(address__iexact=email).delete()
        return {}


PERSONAL_DATA = Declaration(
    fields={
        # Who wrote what is kept for staff.
        "editing": Kept(STAFF),
        # Two courses that become one may have had people who asked for dates.
        "editing.UndoableStep.rows": personal("undo"),
    },
    jobs={"undo": forget_old_steps},
    subject_access=EditingSubjectAccess(),
)
