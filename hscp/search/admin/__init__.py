"""The admin pages of search. Django imports this package to register them."""

from hscp.search.admin import counts, crises, teaching

__all__ = ["counts", "crises", "teaching"]
