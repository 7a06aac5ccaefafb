"""What is kept about changes on their way to the public."""

from hscp.editing.models.drafts import Draft

__all__ = ["Draft"]
