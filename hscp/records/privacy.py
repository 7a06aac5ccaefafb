"""Personal data of the content records: their history names who changed what."""

from hscp.privacy.personal_fields import PUBLIC, STAFF, Declaration, Kept, personal

PERSONAL_DATA = Declaration(
    fields={
        "hscp.OldAddress": Kept(PUBLIC),
        "hscp.ShortAddress": Kept(PUBLIC),
        "hscp.StoredPage": Kept(PUBLIC),
        "reversion": Kept(STAFF),
        "reversion.Revision.comment": personal("content_history"),
        "reversion.Version.serialized_data": personal("content_history"),
        "reversion.Version.object_repr": personal("content_history"),
    }
)
