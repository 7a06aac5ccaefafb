"""The labels of choices, as records say them."""

import pytest
from django.db.models import Field, Model

from contacts.models import Pathway
from resources.models import Resource, Toolkit
from themes.models import Theme


@pytest.mark.parametrize("kind", [Resource, Toolkit, Pathway, Theme])
def test_labels_are_those_of_django(kind):
    fields = [field for field in kind._meta.concrete_fields if field.choices]
    assert fields

    for field in fields:
        for value in [*dict(field.flatchoices), "unknown", "", None]:
            record = kind(**{field.name: value})
            shown = getattr(record, f"get_{field.name}_display")()
            assert (shown, type(shown)) == (
                expected := Model._get_FIELD_display(record, field),
                type(expected),
            )


def test_labels_are_read_once_for_all_records(monkeypatch):
    Resource(kind="law").get_kind_display()
    monkeypatch.delattr(Field, "flatchoices")

    assert Resource(kind="video").get_kind_display() == "Video"
