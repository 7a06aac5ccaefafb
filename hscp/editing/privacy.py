"""Personal data in what editors have under way: none of the public's. Who wrote what is kept for staff."""

from hscp.privacy.personal_fields import STAFF, Declaration, Kept

PERSONAL_DATA = Declaration(fields={"editing": Kept(STAFF)})
