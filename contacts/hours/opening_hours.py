"""Opening hours in words, and read from what editors type."""

from contacts.hours.parsing import TypedHours, parse_hours, read_hours
from contacts.hours.spans import MIDNIGHT, Span
from contacts.hours.words import hours_in_words

__all__ = ["MIDNIGHT", "Span", "TypedHours", "hours_in_words", "parse_hours", "read_hours"]
