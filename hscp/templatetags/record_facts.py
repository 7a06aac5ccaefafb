"""Filters for what is said of a record beside its title."""

from django import template

from hscp.records import remarks
from hscp.web.wording import duration

register = template.Library()
register.filter("duration", duration)
for _filter in (
    remarks.file_facts,
    remarks.years,
    remarks.ages,
    remarks.is_past,
    remarks.lacks_link,
    remarks.remarks,
):
    register.filter(_filter)
