"""Who keeps a record right: its own owner, else the owner of a theme whose pack has it, else the owner of its kind.

This is worked out whenever it is asked, and written nowhere: a theme that gets another owner takes its records along, and a
new record is kept from its first day. Whoever has left keeps nothing.
"""

from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from hscp.models import User
from hscp.records.state import State


def with_keepers(queryset, defaults):
    """Return the records of `queryset` with `keeper`, the key of the User who keeps each; None for nobody.

    Of several themes the one that was made first decides; archived ones do not count. `defaults` are those of the kinds.
    """
    model = queryset.model
    own = Case(When(owner__is_active=True, then=F("owner_id")), default=None)
    ways = [own]
    if lookup := model.theme_lookup:
        states = [state for state in State if state != State.ARCHIVED]
        theme = {f"{lookup}__owner__is_active": True, f"{lookup}__state__in": states}
        by_theme = model._base_manager.filter(pk=OuterRef("pk"), **theme).order_by(f"{lookup}__pk")
        ways.append(Subquery(by_theme.values(f"{lookup}__owner")[:1]))
    if kind := defaults.owners.get(model):
        ways.append(Value(kind, output_field=IntegerField()))
    return queryset.annotate(keeper=Coalesce(*ways, output_field=IntegerField()) if ways[1:] else own)


def keepers_of(records, defaults):
    """Return {record: the User who keeps it, or None} for `records` of any kinds: one query a kind, and one for the people."""
    by_model = {}
    for record in records:
        by_model.setdefault(type(record), []).append(record)
    keys = {}
    for model, some in by_model.items():
        found = with_keepers(model._default_manager.filter(pk__in=[each.pk for each in some]), defaults)
        keys |= {(model, pk): keeper for pk, keeper in found.values_list("pk", "keeper")}
    people = User.objects.in_bulk([key for key in keys.values() if key])
    return {record: people.get(keys.get((type(record), record.pk))) for record in records}
