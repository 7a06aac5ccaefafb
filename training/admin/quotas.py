"""The limits of a session's places for a kind of organisation or a district, as rows of its form."""

from django.contrib.admin import TabularInline
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from hscp.admin.inlines import LabelledRows, PartInline
from training.models import SessionQuota


class QuotaFormSet(LabelledRows, BaseInlineFormSet):
    """The limits of one session: one for each kind or district."""

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            value = form.cleaned_data.get("value") if form.is_valid() else None
            if value is None or form.cleaned_data.get("DELETE"):
                continue
            if value in seen:
                raise ValidationError("Give one limit for each kind of organisation or district.")
            seen.add(value)


class QuotaInline(PartInline, TabularInline):
    """How many places organisations of one kind, or of one district, may hold together."""

    model = SessionQuota
    formset = QuotaFormSet
    fields = ["value", "places"]
    verbose_name = "limit of places"
    verbose_name_plural = "limits for kinds of organisation and districts"
