"""Personal data of the lines about what changed: none. Their history says who reworded them."""

from hscp.privacy.personal_fields import PUBLIC, Declaration, Kept

PERSONAL_DATA = Declaration(fields={"updates": Kept(PUBLIC)})
