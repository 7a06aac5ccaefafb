"""Personal data in resources: none, all of it is published."""

from hscp.privacy.personal_fields import PUBLIC, Declaration, Kept

PERSONAL_DATA = Declaration(fields={"resources": Kept(PUBLIC)})
