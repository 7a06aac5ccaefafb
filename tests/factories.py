"""Builders of records for tests. Each gives a published record with only what the test does not care about filled in."""

from itertools import count

from contacts.models import ContactPoint, Pathway, ThresholdLevel
from hscp.models import User
from hscp.publishing import State
from resources.models import Publisher, Resource, Toolkit
from themes.models import (
    Audience,
    Process,
    Term,
    Theme,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
)
from themes.vocabulary import AudienceGroup, Section
from training.models import Course, CourseFormat

_sequence = count(1)


def _make(model, title, fields):
    n = next(_sequence)
    name = model._meta.model_name
    defaults = {"title": f"{title} {n}", "slug": f"{name}-{n}", "state": State.PUBLISHED}
    return model.objects.create(**(defaults | fields))


def make_user(**fields):
    n = next(_sequence)
    password = fields.pop("password", None)
    user = User(**({"username": f"person-{n}", "email": f"person-{n}@example.org"} | fields))
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    return user


def make_staff(**fields):
    return make_user(**({"is_staff": True} | fields))


def make_audience(**fields):
    n = next(_sequence)
    defaults = {"name": f"Audience {n}", "slug": f"audience-{n}", "group": AudienceGroup.PROFESSIONALS}
    return Audience.objects.create(**(defaults | fields))


def make_theme(**fields):
    return _make(Theme, "Theme", fields)


def make_process(**fields):
    return _make(Process, "Process", fields)


def make_term(**fields):
    return _make(Term, "Term", fields)


def make_publisher(**fields):
    return Publisher.objects.create(**({"name": f"Publisher {next(_sequence)}"} | fields))


def make_toolkit(**fields):
    return _make(Toolkit, "Toolkit", fields)


def make_resource(**fields):
    return _make(Resource, "Resource", fields)


def make_course(**fields):
    return _make(Course, "Course", {"format": CourseFormat.WEBINAR} | fields)


def make_pathway(**fields):
    return _make(Pathway, "Pathway", {"for_public": True} | fields)


def make_contact_point(pathway, **fields):
    defaults = {"kind": "phone", "value": "01962 876364", "label": "Phone"}
    return ContactPoint.objects.create(pathway=pathway, **(defaults | fields))


def make_threshold_level(**fields):
    return _make(ThresholdLevel, "Level", fields)


def put_in_pack(theme, record, *, section=Section.STRATEGY, collection=None, order=0):
    """Add a toolkit, resource, course or pathway to the theme's pack and return the row."""
    if isinstance(record, Toolkit):
        return ThemeToolkit.objects.create(theme=theme, toolkit=record, order=order)
    if isinstance(record, Course):
        return ThemeCourse.objects.create(theme=theme, course=record, order=order)
    if isinstance(record, Pathway):
        return ThemePathway.objects.create(theme=theme, pathway=record, order=order)
    return ThemeResource.objects.create(
        theme=theme, resource=record, section=section, collection=collection, order=order
    )
