import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from contacts.privacy import PERSONAL_DATA as CONTACTS
from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.periods import PERIODS
from hscp.privacy.personal_fields import (
    PERSONAL,
    RULES,
    SPECIAL,
    STAFF,
    Declaration,
    Kept,
    declared,
    personal_fields,
    worded_fields,
)
from resources.privacy import PERSONAL_DATA as RESOURCES
from themes.privacy import PERSONAL_DATA as THEMES
from training.privacy.declaration import PERSONAL_DATA as TRAINING

# Where no person may be declared away with the whole app or model.
WITH_PEOPLE = ("training",)
NAMES = [name for one in DECLARATIONS for name in one.fields]


def all_fields():
    return [field for model in apps.get_models(include_auto_created=True) for field in worded_fields(model)]


def test_every_field_that_can_hold_words_has_a_class_and_personal_ones_a_rule():
    without = [
        str(field) for field in all_fields() if not (declared(field, DECLARATIONS) or Kept("")).is_complete
    ]

    assert without == []


def test_everything_declared_is_there():
    known = {field.model._meta.app_label for field in all_fields()}
    known |= {field.model._meta.label for field in all_fields()}
    known |= {f"{field.model._meta.label}.{field.name}" for field in all_fields()}

    assert sorted(set(NAMES) - known) == []


def test_nothing_is_declared_twice():
    assert [name for name in NAMES if NAMES.count(name) > 1] == []


@pytest.mark.parametrize(
    ("app", "declaration"),
    [("contacts", CONTACTS), ("resources", RESOURCES), ("themes", THEMES), ("training", TRAINING)],
)
def test_an_app_declares_its_own_fields_and_they_are_on_the_list(app, declaration):
    assert {name.split(".")[0] for name in declaration.fields} == {app}
    assert declaration in DECLARATIONS


def test_a_field_that_nobody_declared_is_seen():
    left = [
        Declaration(
            {name: kept for name, kept in one.fields.items() if name != "training.Booking.access_needs"}
        )
        for one in DECLARATIONS
    ]

    without = [str(field) for field in all_fields() if declared(field, left) is None]

    assert without == ["training.Booking.access_needs"]


@pytest.mark.parametrize(
    ("kept", "complete"),
    [
        (Kept(PERSONAL, "attendance"), True),
        (Kept(SPECIAL, "access_needs"), True),
        (Kept(PERSONAL), False),
        (Kept(SPECIAL, "for ever"), False),
        (Kept(STAFF), True),
        (Kept(STAFF, "attendance"), False),
        (Kept("secret"), False),
    ],
)
def test_a_class_is_complete_only_with_the_rule_that_it_needs(kept, complete):
    assert kept.is_complete is complete


def test_the_most_exact_name_counts_whichever_app_gives_it():
    phone = apps.get_model("training.Booking")._meta.get_field("phone")
    whole, exact = Declaration({"training": Kept(STAFF)}), Declaration({str(phone): Kept(PERSONAL, "audit")})

    assert declared(phone, [whole, exact]) == declared(phone, [exact, whole]) == Kept(PERSONAL, "audit")


def test_apps_that_hold_people_are_not_declared_whole():
    assert [name for name in WITH_PEOPLE if name in NAMES] == []


def test_every_kind_of_field_but_numbers_dates_and_relations_is_looked_at():
    class Everything(models.Model):
        words = models.TextField()
        address = models.URLField()
        mail = models.EmailField()
        data = models.JSONField()
        file = models.FileField()
        picture = models.BinaryField()
        network = models.GenericIPAddressField()
        number = models.IntegerField()
        day = models.DateField()
        moment = models.DateTimeField()
        yes = models.BooleanField()

        class Meta:
            app_label = "never_installed"

        def __str__(self):
            return "everything"

    try:
        names = [field.name for field in worded_fields(Everything)]
    finally:
        del apps.all_models["never_installed"]

    assert names == ["words", "address", "mail", "data", "file", "picture", "network"]


def test_every_period_is_the_rule_of_some_field():
    rules = {kept.rule for one in DECLARATIONS for kept in one.fields.values()}

    # A rule may end more than its field says: these two shorten others.
    assert {period.name for period in PERIODS} - rules == {"ended_bookings", "interest_told"}


def rows_of_the_document(heading):
    """Return the table under the header line that begins with `heading`, as lists of cells without code marks."""
    text = (Path(settings.BASE_DIR) / "docs" / "data-protection.md").read_text()
    table = re.search(rf"^\| {heading} \|.*\n\|---.*\n((?:\|.*\n)+)", text, re.MULTILINE).group(1)
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_the_document_lists_every_personal_field_with_its_class_and_rule():
    listed = [
        (model, name, kind, rule)
        for model, names, kind, rule, _ in rows_of_the_document("model")
        for name in names.split(", ")
    ]

    held = [
        (field.model._meta.label, field.name, kept.kind, kept.rule)
        for field, kept in personal_fields(DECLARATIONS)
    ]
    assert sorted(listed) == sorted(held)


def test_the_document_lists_every_period_and_every_other_rule():
    periods = [
        [one.name, one.what, str(one.days), f"{one.at_least} to {one.at_most}", one.variable]
        for one in PERIODS
    ]

    assert rows_of_the_document("rule \\| what") == periods
    assert rows_of_the_document("rule \\| why it may stay") == [[name, why] for name, why in RULES.items()]
