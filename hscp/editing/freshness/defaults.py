"""What a whole kind of record has by default: who keeps it, and how often it is reviewed."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from hscp.editing.freshness.kinds import content_kinds
from hscp.editing.models import KindRule


@dataclass(frozen=True)
class Defaults:
    """The defaults of every kind: `owners` is {model: key of a user}, without those who have left; `months` {model: number}."""

    owners: dict
    months: dict


def read_defaults():
    """Return the Defaults as they are set now. Makes one query."""
    models = {(model._meta.app_label, model._meta.model_name): model for model in content_kinds()}
    rows = KindRule.objects.order_by().values_list(
        "content_type__app_label", "content_type__model", "owner", "owner__is_active", "review_months"
    )
    owners, months = {}, {model: model.review_months for model in models.values()}
    for app, name, owner, is_active, number in rows:
        model = models.get((app, name))
        if model is None:
            continue
        if is_active:
            owners[model] = owner
        if number:
            months[model] = number
    return Defaults(owners, months)


@transaction.atomic
def keep_what_nobody_does(user):
    """Let `user`, the first account of a new portal, keep every kind of record that no rule gives to anybody yet."""
    for model in content_kinds():
        rule, _ = KindRule.objects.get_or_create(content_type=ContentType.objects.get_for_model(model))
        if rule.owner is None:
            rule.owner = user
            rule.save(update_fields=["owner"])
