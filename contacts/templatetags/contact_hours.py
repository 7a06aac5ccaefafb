"""The opening hours of a contact point, for templates."""

from django import template

from contacts.hours import hours_in_words

register = template.Library()

register.filter("hours_in_words", hours_in_words)
