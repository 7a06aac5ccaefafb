"""Rich text: its field and its cleaning, which everybody needs, and in modules its tree and its plain text."""

from hscp.records.rich_text.cleaning import SCHEMES, clean_rich_text, is_safe_link, markdown_to_rich_text
from hscp.records.rich_text.field import RichTextField

__all__ = ["SCHEMES", "RichTextField", "clean_rich_text", "is_safe_link", "markdown_to_rich_text"]
