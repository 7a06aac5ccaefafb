"""Personal data of languages and wordings: who wrote and who checked a wording, which may be a person."""

from hscp.privacy.personal_fields import PUBLIC, STAFF, Declaration, Kept, personal

PERSONAL_DATA = Declaration(
    fields={
        "languages": Kept(PUBLIC),
        "languages.Wording.made_from": Kept(STAFF),
        "languages.Wording.translator": personal("content_history"),
        "languages.Wording.checked_by": personal("content_history"),
    }
)
