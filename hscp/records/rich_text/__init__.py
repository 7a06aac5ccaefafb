"""Rich text: its field and its cleaning, which everybody needs, and in modules its tree and its plain text."""

from hscp.records.rich_text.cleaning import SCHEMES, clean_rich_text, is_safe_link, markdown_to_rich_text
from hscp.records.rich_text.field import RichTextField
from hscp.records.rich_text.form_field import RichTextFormField, link_remark
from hscp.records.rich_text.link_words import vague_links

__all__ = [
    "SCHEMES",
    "RichTextField",
    "RichTextFormField",
    "clean_rich_text",
    "is_safe_link",
    "link_remark",
    "markdown_to_rich_text",
    "vague_links",
]
