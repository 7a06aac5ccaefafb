"""Languages, as editors add them: the code is enough where the language is known."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html, format_html_join

from hscp.admin import VocabularyAdmin
from hscp.admin.extra_pages import admin_address
from hscp.languages.admin.interface_page import InterfacePage
from hscp.languages.enums import EASY_READ, normal_code
from hscp.languages.interface import Words, catalogue
from hscp.languages.known import KNOWN_LANGUAGES
from hscp.languages.models import Language


class CodeInput(forms.TextInput):
    """A box for the code of a language, with those that are known as suggestions."""

    def render(self, name, value, attrs=None, renderer=None):
        """Return the box and its suggestions as HTML."""
        attrs = {**(attrs or {}), "list": "known-languages", "autocomplete": "off"}
        known = ((each.code, each.name, each.own_name) for each in KNOWN_LANGUAGES.values())
        return format_html(
            '{}<datalist id="known-languages">{}</datalist>',
            super().render(name, value, attrs, renderer),
            format_html_join("", '<option value="{}">{} – {}</option>', known),
        )


class LanguageForm(forms.ModelForm):
    """A language. Names and direction that are left empty are those that are known of its code."""

    class Meta:
        widgets = {"code": CodeInput}

    def clean_code(self):
        code = normal_code(self.cleaned_data["code"])
        if code.lower() == EASY_READ:
            raise forms.ValidationError("Easy read is in the list by itself.")
        if Language.objects.filter(code__iexact=code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This language is in the list already.")
        return code

    def clean(self):
        cleaned = super().clean()
        known = KNOWN_LANGUAGES.get(cleaned.get("code"))
        for name in ("name", "own_name", "direction"):
            if name in self.fields and not cleaned.get(name):
                if known is not None:
                    cleaned[name] = getattr(known, name)
                elif "code" not in self.errors:
                    self.add_error(name, "We do not know this language. Fill this in.")
        return cleaned


@admin.register(Language)
class LanguageAdmin(VocabularyAdmin):
    """A language in which pages are there, or easy read."""

    form = LanguageForm
    pages = [InterfacePage, *VocabularyAdmin.pages]
    change_form_template = "admin/languages/language/change_form.html"
    list_display = ["name", "own_name", "code", "direction", "in_use", "words_said"]
    list_filter = ["in_use"]
    search_fields = ["name", "own_name", "code"]
    ordering = ["name", "pk"]
    fieldsets = [
        (
            None,
            {
                "fields": ["code", "name", "own_name", "direction", "in_use"],
                "description": "Choose the language by its code: its names and its direction are filled in if we know them. Easy "
                "read is in the list already.",
            },
        )
    ]

    def get_readonly_fields(self, request, obj=None):
        """Leave the code as it is once there is one: it stands in addresses."""
        if obj is None:
            return []
        return ["code", "name", "own_name", "direction"] if obj.is_easy_read else ["code"]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.is_easy_read)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "direction":
            kwargs["choices"] = [("", "As the language has it"), *db_field.choices]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        return {"direction": "", **super().get_changeform_initial_data(request)}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not obj.is_easy_read:
            context["words_url"] = admin_address(self.opts, InterfacePage.name, obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description="words around the texts")
    def words_said(self, language):
        if language.is_easy_read:
            return "As in English"
        return f"{len(Words.of(language).texts)} of {len(catalogue())}"
