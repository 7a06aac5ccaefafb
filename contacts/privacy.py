"""Personal data in contacts: none, since they belong to services; how their numbers are checked is for staff."""

from hscp.privacy.personal_fields import PUBLIC, STAFF, Declaration, Kept

PERSONAL_DATA = Declaration(
    fields={
        "contacts": Kept(PUBLIC),
        "contacts.ContactPoint.to_verify": Kept(STAFF),
        "contacts.ContactChange": Kept(STAFF),
    }
)
