"""One kind of work on the start page, and how it names records and leads to their lists."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass
class Task:
    """One kind of work: what it is, and (label, count, address of the list) for each kind of record that has some."""

    heading: str
    help: str
    lists: list

    @property
    def total(self):
        return sum(number for _, number, _ in self.lists)


def permission_to(verb, model):
    """Return the name of the permission to "view", "change" or "publish" records of `model`."""
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def name_of(model, number):
    """Return what `number` records of `model` are called."""
    return model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural


def list_of(model, query):
    """Return the address of the list of `model` in the admin, narrowed by `query` (as in an address)."""
    return f"{address_of(model, 'changelist')}?{query}"


def address_of(model, page, *args):
    """Return the address of a page of `model` in the admin, such as "changelist"."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
