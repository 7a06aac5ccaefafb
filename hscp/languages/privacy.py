"""Personal data of languages and wordings: none. The form asks for the agency or the team that wrote one, not for a person."""

from hscp.privacy.personal_fields import PUBLIC, STAFF, Declaration, Kept

PERSONAL_DATA = Declaration(
    fields={
        "languages": Kept(PUBLIC),
        "languages.Wording.made_from": Kept(STAFF),
        "languages.Wording.translator": Kept(STAFF),
        "languages.Wording.checked_by": Kept(STAFF),
    }
)
