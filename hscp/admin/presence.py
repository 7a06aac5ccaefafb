"""The address at which an open form says that it is open, and hears who else has it open."""

from django.http import JsonResponse
from django.middleware.csrf import get_token

from hscp.admin.extra_pages import RecordPage
from hscp.editing.presence import others, tell_closed, tell_open


class OpenPage(RecordPage):
    """POST says that the form is open (`typed`: and typed into; `closed`: no longer). Both answer who else has it open.

    The answer names who is signed in now and carries a token: after signing in again in another window, the form can be
    saved with it. Reading asks without saying anything, which needs no token.
    """

    route = "open/"
    name = "open"
    methods = ("GET", "POST")

    def handle(self):
        user, said = self.request.user, self.request.POST
        if said.get("closed"):
            tell_closed(user, self.record)
        elif self.request.method == "POST":
            tell_open(user, self.record, typed=bool(said.get("typed")))
        answer = {"user": user.pk, "token": get_token(self.request), "others": others(user, self.record)}
        return JsonResponse(answer)


class ShowsPresence:
    """Mixin of a ModelAdmin (with `hscp.admin.extra_pages.ExtraPages`): its forms show who else has them open."""

    shows_presence = True

    def get_pages(self):
        return [OpenPage, *super().get_pages()]
