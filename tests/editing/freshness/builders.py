"""Rules of kinds for tests."""

from django.contrib.contenttypes.models import ContentType

from hscp.editing.models import KindRule


def make_kind_rule(model, **fields):
    return KindRule.objects.create(content_type=ContentType.objects.get_for_model(model), **fields)
