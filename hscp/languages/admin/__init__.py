"""The editors' pages of languages, of what pages say around their texts, and of wordings. They know all apps."""

from hscp.languages.admin import languages, wordings  # noqa: F401  (importing registers)
