"""The model field of rich text, which cleans it on every way in."""

from django_prose_editor.fields import ProseEditorField

from hscp.records.rich_text.cleaning import SCHEMES, clean_rich_text, refuse_unsafe_links
from hscp.records.rich_text.form_field import RichTextFormField

EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Heading": {"levels": [3, 4]},
    "Link": {"enableTarget": False, "protocols": sorted(SCHEMES)},
}


class RichTextField(ProseEditorField):
    """HTML an editor writes. Cleaned in forms, and on every save, whatever wrote the row."""

    def __init__(self, *args, **kwargs):
        super().__init__(
            *args,
            config={"extensions": EDITOR_EXTENSIONS},
            sanitize=clean_rich_text,
            validators=[refuse_unsafe_links],
            **kwargs,
        )

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**kwargs | {"form_class": RichTextFormField})

    def get_prep_value(self, value):
        """Clean on the way to the database, so that save(), update() and bulk_create() cannot store anything else."""
        value = super().get_prep_value(value)
        return clean_rich_text(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        """Give the saved object the cleaned text too, so that it equals what is stored."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_rich_text(value)
            setattr(model_instance, self.attname, value)
        return value
