"""The box in which staff type an organisation: the names of the register are offered, and anything else can be typed."""

from django import forms
from django.utils.html import format_html, format_html_join

from training.models import Organisation


class OrganisationInput(forms.TextInput):
    """A text box with the register's names as a list of the browser's own, so that it needs no script. One query when it is shown."""

    def render(self, name, value, attrs=None, renderer=None):
        list_id = f"{(attrs or {}).get('id', name)}_names"
        box = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        suggested = Organisation.objects.filter(is_suggested=True).order_by("name", "pk")
        options = format_html_join(
            "", '<option value="{}"></option>', suggested.values_list("name").iterator()
        )
        return format_html('{}<datalist id="{}">{}</datalist>', box, list_id, options)
