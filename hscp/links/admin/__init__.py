"""The editors' pages of links and files. Django imports this package to register its admin classes."""

from hscp.links.admin import files, links  # noqa: F401  (importing registers)
from hscp.links.admin.rows import LinkRows

__all__ = ["LinkRows"]
