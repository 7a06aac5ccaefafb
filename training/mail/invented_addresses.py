"""The addresses of invented people, such as those of the example sessions: no email is ever sent to them."""

from hscp.email_addresses import email_key

# example.org is reserved for examples: no mail server accepts it. Anyone who tries the form with you@example.org gets their mail.
DOMAIN = "people.example.org"


def is_invented(email):
    """Return whether `email` (str) is the address of an invented person."""
    return email_key(email).endswith(f"@{DOMAIN}")
