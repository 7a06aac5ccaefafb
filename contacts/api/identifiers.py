"""The identifiers of the parts of a record: always the same for the same part."""

import uuid

# Identifiers must not change when a title or an address does, so they are made of the record's kind and number.
_NAMESPACE = uuid.UUID("6f6a1f0e-3c5b-5d1a-9f3e-2b7c8d4e5a60")


def identifier(kind, number):
    """Return the identifier, a UUID as text, of the part `number` of a kind such as "pathway": always the same."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}:{number}"))
