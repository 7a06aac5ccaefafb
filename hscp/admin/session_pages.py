"""The pages that say where somebody is signed in, with a button that ends each session: for oneself, and for administrators."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from hscp.admin.invitations import AccountPage
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.sessions import note
from hscp.security.signed_in.ending import end_sessions, sessions_of
from hscp.web.wording import counted, full_name

TEMPLATE = "admin/hscp/user/sessions.html"


@never_cache
def own_sessions(request):
    """Say where the person is signed in; a POST ends one session, or all but this one."""
    user, here = request.user, request.session.session_key
    if request.method == "POST":
        _end(request, user, but=here)
        return redirect("admin:sessions")
    # One of before this page has no row yet, nor one that got a new key with a new password.
    note(request, user)
    context = {
        **admin.site.each_context(request),
        "title": "Where you are signed in",
        "sessions": [(session, session.session_id == here) for session in sessions_of(user)],
        "is_own": True,
    }
    return TemplateResponse(request, TEMPLATE, context)


class SessionsPage(AccountPage):
    """Says where another person is signed in; a POST ends one session, or all."""

    route = "sessions/"
    name = "sessions"
    template = TEMPLATE
    methods = ("GET", "HEAD", "POST")

    def handle(self):
        if self.record == self.request.user:
            return redirect("admin:sessions")
        if self.request.method == "POST":
            _end(self.request, self.record)
            return self.to_page(self.name)
        return self.render(
            f"Where {full_name(self.record)} is signed in",
            sessions=[(session, False) for session in sessions_of(self.record)],
        )


def _end(request, user, but=None):
    """End the session that the form names, or all of `user` but the one with the key `but`, and say so."""
    asked = request.POST.get("session", "")
    one = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    if one is None and asked != "all":
        messages.error(request, "Choose a session to end.")
        return
    number = end_sessions(user, only=one, but=but)
    if not number:
        messages.info(request, "There was no such session any more.")
        return
    record(AuditKind.SESSIONS_ENDED, by=request.user, about=user, what=counted(number, "session"))
    messages.success(request, f"{counted(number, 'session')} ended. Whoever uses it is signed out.")
