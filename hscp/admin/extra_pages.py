"""The pages that an admin has beside Django's own: beside its list, or beside the form of a record.

Each page is a class. A ModelAdmin with `ExtraPages` names the classes in `pages`; an instance answers one request.
"""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record


def admin_address(opts, page, *args):
    """Return the address of a model's `page` in the admin, "change" or the `name` of an extra page. `opts` is its _meta."""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


class ListPage:
    """A page beside the list. Subclasses give the attributes and `handle`.

    `route` is its address below `prefix`, the address of the list; `name` is the last part of its URL name; `permissions`
    ("app.codename") are all needed to open it, and if it names none, permission to view the list or the record is enough;
    `methods` are the HTTP methods that it accepts, by default all.
    """

    prefix = ""
    route = ""
    name = ""
    template = ""
    permissions = ()
    methods = ()
    record = None
    # Whether it shows names, addresses or needs of people who are no staff: the audit trail then says who saw them.
    shows_people = False

    def __init__(self, model_admin, request):
        self.admin, self.request = model_admin, request

    @classmethod
    def url_pattern(cls, model_admin):
        """Return the URL pattern of the page in `model_admin`, for signed-in staff."""

        def view(request, **kwargs):
            return cls(model_admin, request).respond(**kwargs)

        opts = model_admin.opts
        return path(
            f"{cls.prefix}{cls.route}",
            model_admin.admin_site.admin_view(view),
            name=f"{opts.app_label}_{opts.model_name}_{cls.name}",
        )

    def respond(self, **kwargs):
        """Answer the request if this person may open the page. Raises PermissionDenied otherwise."""
        if not self.request.user.has_perms(self.permissions):
            raise PermissionDenied
        self.load(kwargs)
        if not self.permissions and not self.admin.has_view_permission(self.request, self.record):
            raise PermissionDenied
        if self.methods and self.request.method not in self.methods:
            return HttpResponseNotAllowed(self.methods)
        response = self.handle(**kwargs)
        if self.shows_people and response.status_code == 200:
            record(
                AuditKind.PEOPLE_SEEN,
                by=self.request.user,
                about=self.record or self.admin.opts.label_lower,
                what=self.name,
            )
        return response

    def load(self, kwargs):
        """Find what the address names; called between the check of the permissions and that of the record."""

    def handle(self, **kwargs):
        """Return the response. `kwargs` is what the route holds beside the record."""
        raise NotImplementedError

    def shared_context(self):
        """Return what the template gets however the page is rendered."""
        return {}

    def render(self, title, **context):
        """Return the page as a response, with what every page of the admin needs."""
        context = {
            **self.admin.admin_site.each_context(self.request),
            "opts": self.admin.opts,
            "title": title,
            **self.shared_context(),
            **context,
        }
        return TemplateResponse(self.request, self.template, context)

    def to_list(self, page="changelist"):
        """Return a redirect to the list, or to another `page` beside it."""
        return redirect(admin_address(self.admin.opts, page))


class RecordPage(ListPage):
    """A page beside the form of one record, which is `record` once it is found. Missing, it is a 404."""

    prefix = "<path:object_id>/"

    def load(self, kwargs):
        self.record = self.find(unquote(str(kwargs.pop("object_id"))))
        if self.record is None:
            raise Http404

    def find(self, key):
        """Return the record with the primary key `key`, which may be any text, or None."""
        return self.admin.get_object(self.request, key)

    def shared_context(self):
        return {"original": self.record}

    def to_page(self, page="change"):
        """Return a redirect to a page of the record."""
        return redirect(admin_address(self.admin.opts, page, self.record.pk))


class ExtraPages:
    """Mixin for a ModelAdmin: its `pages` come before Django's own addresses, the first that fits."""

    pages = ()

    def get_pages(self):
        """Return the classes of its pages."""
        return self.pages

    def get_urls(self):
        return [*(page.url_pattern(self) for page in self.get_pages()), *super().get_urls()]


class DecisionAdmin(ExtraPages, admin.ModelAdmin):
    """A ModelAdmin whose records are decided on a page of their own instead of edited in a form, and never deleted.

    `change_page` (a RecordPage) replaces the form for a record, and `add_page` (a ListPage), if there is one, replaces the
    form for a new record.
    """

    actions = None
    change_page = None
    add_page = None

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        if self.add_page is None:
            return super().add_view(request, form_url, extra_context)
        return self.add_page(self, request).respond()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self.change_page(self, request).respond(object_id=object_id)

    def history_view(self, request, object_id, extra_context=None):
        """There is no form, so there is no history of it: the record itself says who decided what, and when."""
        raise Http404
