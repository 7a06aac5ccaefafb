"""Personal data of the brochure: there is none."""

from hscp.privacy.personal_fields import PUBLIC, STAFF, Declaration, Kept

PERSONAL_DATA = Declaration(fields={"brochure": Kept(STAFF), "brochure.PublishedEdition": Kept(PUBLIC)})
