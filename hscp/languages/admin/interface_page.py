"""The page on which editors say what pages say around their texts, in one language, beside the English."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from hscp.admin.extra_pages import RecordPage
from hscp.languages.contact_details import refuse_contact_details
from hscp.languages.interface import catalogue, placeholders
from hscp.languages.models import Language
from hscp.records.saving import content_change
from hscp.web.wording import counted, one_line

LONGEST = 300


class InterfaceForm(forms.Form):
    """A box for each text of the catalogue. Only what was typed into is saved, so that two people may work on one language."""

    def __init__(self, data=None, *, language):
        super().__init__(data)
        self.texts = {f"text-{number}": english for number, english in enumerate(catalogue())}
        attrs = {"lang": language.lang, "dir": language.direction}
        for name, english in self.texts.items():
            self.fields[name] = forms.CharField(
                label=english,
                required=False,
                max_length=LONGEST,
                initial=language.words.get(english, ""),
                show_hidden_initial=True,
                widget=forms.TextInput(attrs=attrs),
            )

    def clean(self):
        cleaned = super().clean()
        for name, english in self.texts.items():
            cleaned[name] = text = one_line(cleaned.get(name, ""))
            if not text:
                continue
            if placeholders(text) != placeholders(english):
                named = (
                    ", ".join(f"%({each})s" for each in sorted(placeholders(english)))
                    or "nothing such as %(day)s"
                )
                self.add_error(
                    name, f"Keep {named} as it is in the English: the page puts a word in its place."
                )
            try:
                refuse_contact_details(text)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def typed(self):
        """Return {English: what was typed} for the boxes that are not as they were shown."""
        return {self.texts[name]: self.cleaned_data[name] for name in self.changed_data}


class InterfacePage(RecordPage):
    """The table of the words around the texts. A POST saves what was typed: readers see it at once."""

    route = "words/"
    name = "words"
    template = "admin/languages/language/words.html"
    methods = ("GET", "HEAD", "POST")

    def handle(self):
        if self.record.is_easy_read:
            raise Http404("Easy read is English.")
        may_change = self.admin.has_change_permission(self.request, self.record)
        form = InterfaceForm(language=self.record)
        if self.request.method == "POST":
            if not may_change:
                raise PermissionDenied
            form = InterfaceForm(self.request.POST, language=self.record)
            if form.is_valid():
                return self._save(form.typed())
        found = catalogue()
        rows = [(field, found[form.texts[field.name]]) for field in form]
        missing = sum(not self.record.words.get(english) for english in found)
        return self.render(
            f"{self.record}: words around the texts",
            form=form,
            rows=rows,
            missing=missing,
            may_change=may_change,
        )

    def _save(self, typed):
        with content_change(by=self.request.user, comment="Words around the texts changed.") as change:
            language = Language.objects.select_for_update().get(pk=self.record.pk)
            words = {**language.words, **typed}
            language.words = {english: text for english, text in words.items() if text}
            language.save(update_fields=["words"])
            change.touched(language)
        messages.success(self.request, f"{counted(len(typed), 'text')} saved. Readers see it now.")
        return self.to_page(self.name)
