"""What the tests of this room share: a page that locks rows outside a transaction is an error."""

from tests.locks import locks_in_transactions  # noqa: F401
