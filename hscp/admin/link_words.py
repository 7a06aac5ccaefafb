"""What is remarked on after saving: links whose words do not say where they lead."""

from django.contrib import messages

from hscp.records.rich_text import RichTextFormField, link_remark, vague_links


class RemarksOnLinks:
    """Mixin of a ModelAdmin: a warning for each vague link in the rich text that was just changed. Nothing is refused."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for each in [form, *(row for formset in formsets for row in formset.forms)]:
            for text in _remarks(each):
                messages.warning(request, text)


def _remarks(form):
    """Return what is to be said of the rich text that was changed in a valid form."""
    return [
        f"{form[name].label}: {link_remark(words)}"
        for name in form.changed_data
        if isinstance(form.fields.get(name), RichTextFormField)
        for words in vague_links(form.cleaned_data.get(name) or "")
    ]
