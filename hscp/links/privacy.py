"""Personal data in links and files: none. What is found out about addresses is for staff."""

from hscp.privacy.personal_fields import PUBLIC, STAFF, Declaration, Kept

PERSONAL_DATA = Declaration(
    fields={
        "links": Kept(PUBLIC),
        "links.Link.evidence": Kept(STAFF),
        "links.Link.note": Kept(STAFF),
        "links.Link.withdrawn_because": Kept(STAFF),
        "links.LinkCheck": Kept(STAFF),
        "links.OlderVersion": Kept(STAFF),
    }
)
