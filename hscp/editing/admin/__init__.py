"""The editors' pages of this room. Django imports this package to register its admin classes."""

from hscp.editing.admin import rules, undoing  # noqa: F401  (importing registers)
