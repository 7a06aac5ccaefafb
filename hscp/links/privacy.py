"""Personal data of links and files: none but who of the staff checked a link or put up a file."""

from hscp.privacy.personal_fields import PUBLIC, STAFF, Declaration, Kept

PERSONAL_DATA = Declaration(
    fields={
        "links": Kept(STAFF),
        "links.Link": Kept(PUBLIC),
        "links.LibraryFile": Kept(PUBLIC),
    }
)
