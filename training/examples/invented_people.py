"""The invented people of the example sessions. Their addresses belong to nobody, so nothing is ever written to them."""

# example.org is kept for examples: no mail server takes it. Whoever tries the form with you@example.org gets their mail.
DOMAIN = "people.example.org"


def is_invented(email):
    """Return whether `email` (str) is the address of an invented person."""
    return email.lower().endswith(f"@{DOMAIN}")
