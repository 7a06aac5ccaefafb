"""Personal data of the resources: there is none, all of it is published."""

from hscp.privacy.personal_fields import PUBLIC, Declaration, Kept

PERSONAL_DATA = Declaration(fields={"resources": Kept(PUBLIC)})
