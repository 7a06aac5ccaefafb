"""The dates of the county's school terms, on which hours "in term time" depend."""

from django.contrib import admin

from contacts.models import SchoolTerm
from hscp.web.page_sizes import ADMIN_LISTS


@admin.register(SchoolTerm)
class SchoolTermAdmin(admin.ModelAdmin):
    """One stretch of school days. Outside the dates given here, hours in term time or holidays count as not known."""

    list_display = ["name", "first_day", "last_day"]
    ordering = ["-first_day"]
    search_fields = ["name"]
    list_per_page = ADMIN_LISTS
    fields = ["name", "first_day", "last_day"]
