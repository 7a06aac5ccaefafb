"""The links and files of a record, on the record's own form."""

from django import forms
from django.core.exceptions import ValidationError

from hscp.admin.inlines import RowForm, SortableRows
from hscp.links.addresses import LONGEST, clean_address
from hscp.links.deciding import vouch_for
from hscp.links.enums import LinkKind
from hscp.links.models import Link


class LinkRowForm(RowForm):
    """One way to a record: a web address that is typed, or a file of the library.

    An address that is changed leads this record elsewhere; other records that share the old one keep it.
    """

    address = forms.CharField(
        label="web address",
        required=False,
        max_length=LONGEST * 3,
        widget=forms.URLInput(attrs={"class": "vURLField", "autocomplete": "off"}),
    )
    label = forms.CharField(
        label="what it is",
        required=False,
        max_length=200,
        help_text="Such as “Welsh leaflet”. Leave empty where it is the record itself.",
    )
    kind = forms.ChoiceField(label="kind", choices=LinkKind, required=False)
    parent_page = forms.BooleanField(
        label="only the page above it",
        required=False,
        help_text="Tick where it is not the thing itself, but the page on which it is found.",
    )

    class Meta:
        fields = ["file", "order"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        link = self.instance.link
        if link is not None:
            for name in ("address", "label", "kind", "parent_page"):
                self.initial.setdefault(name, getattr(link, name))

    def clean(self):
        """Find or make the link of what was typed. One that readers are led to is confirmed by whoever typed it."""
        cleaned = super().clean()
        address = cleaned.get("address")
        if address and cleaned.get("file"):
            raise ValidationError(
                "Give a web address or a file in one row, not both. Use a second row for the other."
            )
        if not address:
            if not cleaned.get("file") and self.has_changed() and not cleaned.get("DELETE"):
                self.add_error("address", "Give a web address, or choose a file.")
            self.instance.link = None
            return cleaned
        try:
            address = clean_address(address)
        except ValidationError as error:
            self.add_error("address", error)
            return cleaned
        self.instance.link = self._link_of(address, cleaned)
        return cleaned

    def _link_of(self, address, cleaned):
        """Return the Link, saved or not, that has what the row says."""
        parent_page = bool(cleaned.get("parent_page"))
        link = Link.objects.filter(address=address, parent_page=parent_page).first()
        if link is None:
            link = Link(address=address, parent_page=parent_page)
        link.label, link.kind = cleaned.get("label", ""), cleaned.get("kind") or LinkKind.PAGE
        return link

    def save(self, commit=True):
        """Save the link before the row that names it."""
        link = self.instance.link
        if link is not None and (link.pk is None or self.has_changed()):
            vouch_for(link, by=self.editor)
            self.instance.link = link
        return super().save(commit)


class LinkRows(SortableRows):
    """The inline of a record's links and files."""

    form = LinkRowForm
    fields = ["address", "label", "kind", "parent_page", "file", "order"]
    autocomplete_fields = ["file"]
    verbose_name = "link or file"
    verbose_name_plural = "Where it leads: links and files, the first one first"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("link")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("LinkRowForm", (formset.form,), {"editor": request.user})
        return formset
