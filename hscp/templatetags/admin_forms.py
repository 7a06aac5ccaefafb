"""What a form in the admin says about itself."""

from django import template

from hscp.admin.error_summary import lost_files, problems

register = template.Library()


@register.inclusion_tag("admin/includes/error_summary.html")
def error_summary(adminform, formsets):
    """Show what is wrong with the form of a change page: its AdminForm and its InlineAdminFormSets. Nothing if nothing is."""
    form = adminform.form
    wrong = problems(form, formsets) if form.is_bound else []
    return {"problems": wrong, "files": lost_files(form, formsets) if wrong else []}
