"""The admin's site object: its titles, content security policy and start page."""

from functools import wraps

from csp.decorators import csp_update
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from hscp.editing.undoing.views import offers_undo, undo_offers
from hscp.records.publishable import Publishable
from hscp.records.state import State
from hscp.security.audit.enums import AuditKind
from hscp.security.headers import ADMIN_CSP
from hscp.security.staff_hint import give_hint, take_hint_away

# The order in which editors see the apps; any other app follows.
APP_ORDER = [
    "themes", "resources", "contacts", "training", "links", "brochure", "updates", "search", "feedback", "hscp",
]  # fmt: skip


class RecordChoices(AutocompleteJsonView):
    """The results of an autocomplete box. A record that the public does not see is shown with its state."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Publishable) and obj.state != State.PUBLISHED:
            result["text"] += f" – {obj.get_state_display().lower()}"
        return result


class PortalAdminSite(AdminSite):
    """The editors' side of the portal."""

    site_header = "HSCP Safeguarding Portal: editors"
    site_title = "HSCP editors"
    index_title = "What waits for you"

    def admin_view(self, view, cacheable=False):
        """Give every admin page the admin's policy: the rich text editor needs a little more than public pages do.

        What a page did that can be undone, it says. Whom it refuses is in the audit trail.
        """
        return csp_update(ADMIN_CSP)(super().admin_view(_tells_of_refusal(offers_undo(view)), cacheable))

    def get_urls(self):
        # Imported here for the same reason as the start page below.
        from hscp.admin.pasting import pasted
        from hscp.admin.session_pages import own_sessions
        from hscp.links.desk import views
        from hscp.site.changes.views import changes_page, save_page
        from hscp.site.finding.views import find_page
        from hscp.site.freshness.page import freshness
        from hscp.site.staff_bar import staff_bar

        desk = [
            path("staff-bar.json", self.admin_view(staff_bar), name="staff_bar"),
            path("links/desk/", self.admin_view(views.desk), name="link_desk"),
            path("links/desk/booking/", self.admin_view(views.set_booking_page), name="link_desk_booking"),
            path("links/desk/undo/", self.admin_view(views.undo_decision), name="link_desk_undo"),
            path("links/desk/decided/", self.admin_view(views.decided), name="link_desk_decided"),
        ]
        fresh = path("freshness/", self.admin_view(freshness), name="freshness")
        paste = path("pasted/", self.admin_view(pasted), name="pasted")
        finding = [
            path("find/", self.admin_view(find_page), name="find"),
            path("changes/", self.admin_view(changes_page), name="changes"),
            path("changes/<int:key>/", self.admin_view(save_page), name="changes_save"),
        ]
        sessions = path("sessions/", self.admin_view(own_sessions), name="sessions")
        return [*desk, fresh, paste, sessions, *finding, *super().get_urls()]

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        # Not at the top: the form imports the account model, which does not exist yet when Django loads this module.
        from hscp.security.sign_in import SignInView

        if self.has_permission(request) and request.method == "GET":
            return give_hint(redirect("admin:index"))
        context = {
            **self.each_context(request),
            "title": "Sign in",
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index")
        response = SignInView.as_view(extra_context=context)(request)
        return response if self.has_permission(request) else take_hint_away(request, response)

    @method_decorator(never_cache)
    def logout(self, request, extra_context=None):
        who = request.user
        response = super().logout(request, extra_context)
        if who.is_authenticated and not request.user.is_authenticated:
            _record(AuditKind.SIGNED_OUT, by=who)
        return take_hint_away(request, response)

    def password_change(self, request, extra_context=None):
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            # Imported here for the same reason as the start page.
            from hscp.security.accounts import password_was_set
            from hscp.security.sessions import note

            note(request, request.user)
            password_was_set(request.user, by=request.user, keep=request.session.session_key)
        return response

    def each_context(self, request):
        return super().each_context(request) | {"undo_offers": undo_offers(request)}

    def autocomplete_view(self, request):
        return RecordChoices.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        apps = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        if "jobs" in apps and "hscp" in apps and app_label is None:
            apps["hscp"]["models"] += apps.pop("jobs")["models"]
        if "auth" in apps and "hscp" in apps:
            # Django has the groups in its own app; to editors they are the roles beside the accounts.
            apps["hscp"]["models"] += [{**model, "name": "Roles"} for model in apps.pop("auth")["models"]]
        if "links" in apps and request.user.has_perm("links.change_link"):
            apps["links"]["models"].insert(0, _page("Link desk", "LinkDesk", "link_desk"))
        if "training" in apps and request.user.has_perm("training.view_booking"):
            models = apps["training"]["models"]
            models.insert(0, _page("People", "Person", "training_session_people"))
            models.append(_page("Who did not come", "Missed", "training_session_no_shows"))
            if request.user.has_perms(["training.add_session", "training.change_session"]):
                models.append(_page("Copy a programme", "Programme", "training_session_programme"))
            models.append(_page("Reports", "Report", "training_session_reports"))
        if app_label in (None, "editing") and request.user.has_perm("themes.view_theme"):
            here = reverse("admin:app_list", args=["editing"])
            empty = {
                "name": "Editing",
                "app_label": "editing",
                "app_url": here,
                "has_module_perms": True,
                "models": [],
            }
            apps.setdefault("editing", empty)["models"].insert(
                0, _page("What goes stale", "Stale", "freshness")
            )
        position = {label: number for number, label in enumerate(APP_ORDER)}
        return sorted(apps.values(), key=lambda app: position.get(app["app_label"], len(position)))

    def index(self, request, extra_context=None):
        # Not at the top: the start page imports the apps' models, which do not exist yet when Django loads this module.
        from hscp.site.start_page.page import start_page

        return super().index(request, {**start_page(request.user), **(extra_context or {})})


def _page(name, object_name, url_name):
    """Return the entry of a page in the menu, which has the entries of models."""
    address = reverse(f"admin:{url_name}")
    return {
        "name": name,
        "object_name": object_name,
        "perms": {"view": True},
        "view_only": True,
        "admin_url": address,
        "add_url": None,
    }


def _tells_of_refusal(view):
    """Return `view` so that the audit trail says who was refused which page, by the page's name: never what it was about."""

    @wraps(view)
    def told(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            match = request.resolver_match
            _record(
                AuditKind.ACCESS_REFUSED, by=request.user, about=match.url_name or "", what=request.method
            )
            raise

    return told


def _record(kind, **event):
    # Imported here for the same reason as the start page.
    from hscp.security.audit.trail import record

    record(kind, **event)
