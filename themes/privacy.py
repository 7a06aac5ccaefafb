"""Personal data of the themes: there is none, all of it is published."""

from hscp.privacy.personal_fields import PUBLIC, Declaration, Kept

PERSONAL_DATA = Declaration(fields={"themes": Kept(PUBLIC)})
