"""Who may be asked to review a record."""

from hscp.editing.review.four_eyes import authors_of, needs_second_person
from hscp.models import User

# The only one of our backends that knows permissions.
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def publish_permission(model):
    """Return the name of the permission to publish a kind of record, a model or one of its records."""
    return f"{model._meta.app_label}.publish_{model._meta.model_name}"


def publishers_of(model):
    """Return the active staff who may publish a kind of record, as a queryset in the order of their names."""
    people = User.objects.with_perm(publish_permission(model), backend=_BACKEND)
    return people.filter(is_staff=True).order_by("first_name", "last_name", "username")


def reviewers_of(record, *, without):
    """Return who can be asked to review `record`: who may publish it, without the user `without` and, under four eyes, its authors."""
    people = publishers_of(record).exclude(pk=without.pk)
    return people.exclude(pk__in=authors_of(record)) if needs_second_person(record) else people
