"""The outbox."""


def tell(kind, booking, **context):
    """Write one message."""
