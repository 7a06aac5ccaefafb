"""What the pages of the second step share: their frame, who may open them, and what they say of a wrong code."""

from django.contrib import admin
from django.template.response import TemplateResponse

WRONG_CODE = (
    "That code is not right. Each code works once: wait until the app shows a new one. If none works, the clock of your phone "
    "may be wrong."
)
WRONG_PASSKEY = "That passkey was not accepted. Try again, or use another of your devices."


def page(request, name, title, /, **context):
    """Return a page that looks like the sign-in page: without the menus of who is signed in."""
    shared = {**admin.site.each_context(request), "has_permission": False, "title": title}
    return TemplateResponse(request, f"admin/second_factor/{name}.html", shared | context)


def is_staff(user):
    """Return whether `user` may sign in here."""
    return user.is_active and user.is_staff
