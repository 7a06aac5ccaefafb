"""What a form in the admin says about itself."""

from django import template

from hscp.admin.error_summary import lost_files, problems
from hscp.admin.kept_text import take_saved_form

register = template.Library()


@register.inclusion_tag("admin/includes/error_summary.html")
def error_summary(adminform, formsets):
    """Show what is wrong with the form of a change page: its AdminForm and its InlineAdminFormSets. Nothing if nothing is."""
    form = adminform.form
    wrong = problems(form, formsets) if form.is_bound else []
    return {"problems": wrong, "files": lost_files(form, formsets) if wrong else []}


@register.inclusion_tag("admin/includes/for_forms.html", takes_context=True)
def for_forms(context):
    """Tell the scripts of the editors' forms who is signed in, and which form was just saved."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"user": user.pk, "saved": take_saved_form(request)}
