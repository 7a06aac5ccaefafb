"""The rules for whole kinds of records: one each, and only for kinds that are published."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError

from hscp.editing.models import KindRule
from resources.models import Toolkit
from tests.factories import make_toolkit
from themes.models import Theme


def kind(model):
    return ContentType.objects.get_for_model(model)


def test_a_kind_has_one_rule(db):
    KindRule.objects.create(content_type=kind(Toolkit))

    with pytest.raises(IntegrityError):
        KindRule.objects.create(content_type=kind(Toolkit))


def test_a_rule_is_found_by_the_kind_and_by_a_record_of_it(db):
    rule = KindRule.objects.create(content_type=kind(Toolkit), four_eyes=True)

    assert [KindRule.objects.of(each).first() for each in (Toolkit, make_toolkit(), Theme)] == [
        rule,
        rule,
        None,
    ]


def test_a_rule_is_made_for_a_kind_of_content_without_one(signed_in):
    client = signed_in("administrator")
    KindRule.objects.create(content_type=kind(Toolkit))

    page = client.get("/admin/editing/kindrule/add/")
    offered = [label for _, label in page.context["adminform"].form.fields["content_type"].choices]
    client.post("/admin/editing/kindrule/add/", {"content_type": kind(Theme).pk, "four_eyes": "on"})

    assert "Themes" in offered
    assert not {"Toolkits", "Users", "Synonyms"} & set(offered)
    assert KindRule.objects.of(Theme).get().four_eyes


def test_a_rule_keeps_its_kind(signed_in):
    client = signed_in("administrator")
    rule = KindRule.objects.create(content_type=kind(Toolkit), four_eyes=True)

    client.post(f"/admin/editing/kindrule/{rule.pk}/change/", {"content_type": kind(Theme).pk})

    rule.refresh_from_db()
    assert (rule.content_type, rule.four_eyes) == (kind(Toolkit), False)
