"""Personal data in themes: none, all of it is published."""

from hscp.privacy.personal_fields import PUBLIC, Declaration, Kept

PERSONAL_DATA = Declaration(fields={"themes": Kept(PUBLIC)})
