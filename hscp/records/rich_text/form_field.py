"""The form field of rich text: the editor, and what there is to remark on what it holds."""

from django.utils.html import format_html, format_html_join
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from hscp.records.rich_text.link_words import vague_links


def link_remark(words):
    """Return the sentence about a link whose `words` do not say where it leads."""
    return f"The link “{words}” does not say where it leads."


class RemarkingEditor(AdminProseEditorWidget):
    """The rich text editor with a remark below it for each link with vague words. It refuses nothing."""

    def render(self, name, value, attrs=None, renderer=None):
        editor = super().render(name, value, attrs, renderer)
        vague = vague_links(value) if value else []
        if not vague:
            return format_html('<div class="admin-editor">{}</div>', editor)
        lines = format_html_join("", "<li>{}</li>", ([link_remark(words)] for words in vague))
        advice = "Name the page or file in the link, for example “Read the threshold guide”."
        remarks = format_html('<ul class="admin-remarks">{}<li>{}</li></ul>', lines, advice)
        return format_html('<div class="admin-editor">{}{}</div>', editor, remarks)


class RichTextFormField(ProseEditorFormField):
    """Rich text in a form. It is always the editors' own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"widget": RemarkingEditor})
