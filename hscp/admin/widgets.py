"""Form parts of the admin that many rows share."""

from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.forms import Media as DjangoMedia
from django.utils.safestring import mark_safe
from js_asset import Media

from hscp.admin.row_renderer import RowRenderer
from hscp.records.rich_text import RichTextField, clean_rich_text
from hscp.web.typed_numbers import whole_number


class _Numbers:
    """What was sent for a choice of records is shown again where it is a number; the stock widget fails for anything else."""

    def optgroups(self, name, value, attrs=None):
        empty = self.choices.field.empty_values
        chosen = [key for key in value if str(key) in empty or whole_number(str(key)) is not None]
        return super().optgroups(name, chosen, attrs)


class Autocomplete(_Numbers, AutocompleteSelect):
    """Stock autocomplete of one record, for whatever is sent."""


class AutocompleteMany(_Numbers, AutocompleteSelectMultiple):
    """Stock autocomplete of several records, for whatever is sent."""


class KnownAutocomplete(Autocomplete):
    """Stock autocomplete, except that the chosen record may be handed in: `known` maps its key (str) to the record.

    The stock widget asks the database for its own chosen record, which on a pack of a hundred rows is hundreds of
    queries. `load_known` fills `known` for all rows of a formset at once.
    """

    known = None

    def render(self, name, value, attrs=None, renderer=None):
        # The admin's wrapper of links hands on no renderer.
        return super().render(name, value, attrs, renderer or RowRenderer())

    def optgroups(self, name, value, attrs=None):
        chosen = [str(key) for key in value if str(key) not in self.choices.field.empty_values]
        if self.known is None or any(key not in self.known for key in chosen):
            return super().optgroups(name, value, attrs)
        options = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        options += [(key, self.choices.field.label_from_instance(self.known[key])) for key in chosen]
        group = [
            self.create_option(name, key, label, key in chosen, index)
            for index, (key, label) in enumerate(options)
        ]
        return [(None, group, 0)]


def load_known(forms):
    """Give every KnownAutocomplete in `forms` (the forms of one formset) its chosen record. One query for each field."""
    forms = list(forms)
    fields = [
        name
        for name, field in (forms[0].fields.items() if forms else ())
        if isinstance(_inner(field), KnownAutocomplete)
    ]
    for name in fields:
        chosen = {str(form[name].value()) for form in forms} - {"", "None"}
        queryset = forms[0].fields[name].queryset
        keys = [key for key in chosen if whole_number(key) is not None]
        known = {str(record.pk): record for record in queryset.filter(pk__in=keys)} if keys else {}
        for form in forms:
            _inner(form.fields[name]).known = known


def _inner(field):
    """Return the field's own widget, without the admin's wrapper of add and change links."""
    return getattr(field.widget, "widget", field.widget)


def without_risky_links(field):
    """Return the form field with its links to add and to change what is chosen, but none to delete it by the way."""
    if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
        field.widget.can_delete_related = field.widget.can_view_related = False
    return field


def label_boxes(field):
    """Give the two boxes of a moment's form field a label each: Django 5.2 labels neither."""
    for box, part in zip(field.widget.widgets, ("date", "time"), strict=True):
        box.attrs["aria-label"] = f"{field.label}: {part}"


def with_nonce(media, request):
    """Return `media` with the request's nonce on its tags where it holds an import map, which is inline script."""
    if not isinstance(media, DjangoMedia) or getattr(media, "_importmap", None) is None:
        return media
    return Media.from_media(media).with_nonce(str(request.csp_nonce))


def show_formatted(record):
    """Let the rich text of `record`, which is only shown and not saved, appear as text and not as its markup."""
    for field in record._meta.concrete_fields:
        if isinstance(field, RichTextField):
            setattr(record, field.attname, mark_safe(clean_rich_text(getattr(record, field.attname))))  # noqa: S308
