"""What somebody else has done to a record while an editor was looking at it, in a sentence."""

from contacts.models import ContactChange
from hscp.links.desk.kinds import CONTACT
from hscp.links.enums import LinkState
from hscp.web.wording import full_name

_SOMEBODY = "somebody"


def what_happened(kind, record):
    """Return what is known of the last change of where `record` (None: deleted) leads. Nothing has been overwritten."""
    if record is None:
        return "This record has been deleted since you opened the page. Nothing was changed."
    if kind is CONTACT:
        return _of_point(record)
    if record.not_available:
        return (
            f"Since you opened the page, {full_name(record.updated_by, _SOMEBODY)} has marked “{record}” as not available: "
            f"{record.not_available} Nothing was overwritten."
        )
    row = record.link_rows.filter(link__state=LinkState.CONFIRMED).order_by("order", "pk").first()
    if row is not None:
        return (
            f"Since you opened the page, {full_name(row.link.checked_by, _SOMEBODY)} has decided that “{record}” leads to "
            f"{row.link.address}. Nothing was overwritten."
        )
    return f"The links of “{record}” have changed since you opened the page. Nothing was overwritten: look at the line again."


def _of_point(point):
    change = ContactChange.objects.filter(contact_point=point, state=ContactChange.State.WAITING).first()
    if change is not None:
        return (
            f"Since you opened the page, {full_name(change.proposed_by, _SOMEBODY)} has proposed {change.after.get('value', '')} for "
            f"“{point.pathway}”. Nothing was overwritten."
        )
    return f"The address of “{point.pathway}” has changed since you opened the page. Nothing was overwritten."
