"""Personal data in links and files: none, all of it is published or says where an address was found."""

from hscp.privacy.personal_fields import PUBLIC, Declaration, Kept

PERSONAL_DATA = Declaration(fields={"links": Kept(PUBLIC)})
