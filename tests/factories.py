"""Builders of records for tests. Each gives a published record with only what the test does not care about filled in."""

import datetime
from itertools import count

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from contacts.enums import Domain
from contacts.models import (
    ContactChange,
    ContactPoint,
    FinderAnswer,
    FinderQuestion,
    OpeningHours,
    Pathway,
    PathwayStep,
    ThresholdIndicator,
    ThresholdLevel,
)
from hscp.brochure.models import Brochure
from hscp.languages.known import KNOWN_LANGUAGES
from hscp.languages.models import Language, Wording
from hscp.links.addresses import clean_address
from hscp.links.models import LibraryFile, Link
from hscp.models import User
from hscp.records.state import State
from hscp.vocabulary import AudienceGroup, Section
from resources.models import Publisher, Resource, Toolkit
from themes.models import (
    Audience,
    Process,
    ProcessSection,
    Situation,
    Term,
    Theme,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
)
from training.booking.places import Person, book
from training.enums import CourseFormat, OrganisationType, Role, SessionState
from training.models import Course, NeededCourse, Session, TrainingNeed

_sequence = count(1)


def _make(model, title, fields):
    n = next(_sequence)
    name = model._meta.model_name
    defaults = {"title": f"{title} {n}", "slug": f"{name}-{n}", "state": State.PUBLISHED}
    link, file = fields.pop("link", ""), fields.pop("file", "")
    record = model.objects.create(**(defaults | fields))
    if link:
        put_link(record, link)
    if file:
        put_file(record, file)
    return record


def make_link(address=None, **fields):
    """Return the link of an address, confirmed unless `fields` say otherwise."""
    address = clean_address(address or f"https://www.example.org/{next(_sequence)}")
    parent_page = fields.pop("parent_page", False)
    return Link.objects.get_or_create(address=address, parent_page=parent_page, defaults=fields)[0]


def put_link(record, address=None, **fields):
    """Let a record lead to a web address, after what it leads to already. Return the Link."""
    link = make_link(address, **fields)
    record.link_rows.create(link=link, order=record.link_rows.count() + 1)
    record.__dict__.pop("_links_shown", None)
    return link


def make_file(upload="libraryfile/stored.pdf", **fields):
    """Return a file of the library: `upload` is a Django File, or the name of a stored one."""
    return LibraryFile.objects.create(**({"title": f"File {next(_sequence)}", "upload": upload} | fields))


def put_file(record, upload, **fields):
    """Let a record offer a file, after what it leads to already. Return the LibraryFile."""
    file = make_file(upload, **({"title": record.title} | fields))
    record.link_rows.create(file=file, order=record.link_rows.count() + 1)
    record.__dict__.pop("_links_shown", None)
    return file


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


def make_situation(**fields):
    return _make(Situation, "Situation", fields)


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


def make_training_need(*courses, **fields):
    """Return a TrainingNeed that lists `courses` in this order, each essential."""
    need = _make(TrainingNeed, "Training need", fields)
    for order, course in enumerate(courses):
        NeededCourse.objects.create(need=need, course=course, order=order)
    return need


def make_pathway(**fields):
    return _make(Pathway, "Pathway", {"for_public": True} | fields)


def make_contact_point(pathway, **fields):
    defaults = {"kind": "phone", "value": "01962 876364", "label": "Phone"}
    return ContactPoint.objects.create(pathway=pathway, **(defaults | fields))


def make_contact_change(pathway, **fields):
    """Return a change that waits; by default one of a number that the pathway then has."""
    values = {
        "kind": "phone",
        "label": "Phone",
        "value": "01962 876364",
        "for_whom": "everyone",
        "note": "",
        "out_of_hours": False,
        "bank_holidays": "closed",
        "source": "",
        "answers_when_closed": None,
        "hours": [],
        "exceptions": [],
    }
    if "contact_point" not in fields:
        fields["contact_point"] = make_contact_point(pathway)
    point = fields["contact_point"]
    defaults = {
        "action": "change" if point else "add",
        "before": values if point else {},
        "after": values | {"value": "01962 845000"},
        "proposed_at": timezone.now(),
    }
    return ContactChange.objects.create(pathway=pathway, **(defaults | fields))


def make_opening_hours(point, weekday, opens="09:00", closes="17:00", **fields):
    times = {
        name: datetime.time.fromisoformat(value) for name, value in (("opens", opens), ("closes", closes))
    }
    return OpeningHours.objects.create(contact_point=point, weekday=weekday, **times, **fields)


def make_pathway_step(pathway, text="<p>Call.</p>", order=0):
    return PathwayStep.objects.create(pathway=pathway, text=text, order=order)


def make_process_section(process, **fields):
    return ProcessSection.objects.create(process=process, **({"heading": f"Part {next(_sequence)}"} | fields))


def make_brochure(**fields):
    return _make(Brochure, "Brochure", {"edition": f"Edition {next(_sequence)}"} | fields)


def make_threshold_level(**fields):
    return _make(ThresholdLevel, "Level", {"what_to_do": "<p>Do this.</p>"} | fields)


def make_threshold_indicator(level, **fields):
    defaults = {"domain": Domain.CHILD, "text": "Misses school."}
    return ThresholdIndicator.objects.create(level=level, **(defaults | fields))


def make_language(code="pl", **fields):
    """Return the language with that code, or easy read, as its editors would add it; made if there is none."""
    known = KNOWN_LANGUAGES.get(code)
    about = {"name": known.name, "own_name": known.own_name, "direction": known.direction} if known else {}
    about = about or {"name": "Easy read", "own_name": "Easy read", "direction": "ltr"}
    return Language.objects.update_or_create(code=code, defaults=about | fields)[0]


def make_wording(english, language="pl", **fields):
    """Make the published wording of a record in the language of a code, made from the English as it is now."""
    n = next(_sequence)
    wording = Wording(
        content_type=ContentType.objects.get_for_model(english),
        object_id=english.pk,
        language=make_language(language),
        # Five digits would be taken for a telephone number, which no wording may hold.
        **({"title": f"Wording {n % 10_000}", "state": State.PUBLISHED, "translator": "An agency"} | fields),
    )
    wording.made_from_now()
    wording.save()
    return wording


def make_question(**fields):
    """Make a question of the guided path, without answers."""
    return _make(FinderQuestion, "Question", fields)


def make_answer(question, to=None, **fields):
    """Add an answer to `question` that leads to the question, pathway or level `to`, or to 999."""
    kinds = {FinderQuestion: "next_question", Pathway: "pathway", ThresholdLevel: "level"}
    place = {"emergency": True} if to is None else {kinds[type(to)]: to}
    defaults = {"text": f"Answer {next(_sequence)}", "order": question.answers.count()}
    return FinderAnswer.objects.create(question=question, **(defaults | place | fields))


def make_whole_question(*targets, **fields):
    """Make a question with an answer to each of `targets` and two to 999, so that it may be published."""
    question = make_question(**fields)
    for target in (*targets, None, None):
        make_answer(question, target)
    return question


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


def fill_pack(theme, number):
    """Give the theme `number` of everything that a pack holds, each with what its line on the page reads."""
    collection = make_resource(kind="collection", publisher=make_publisher())
    put_in_pack(theme, collection)
    for order in range(number):
        toolkit = make_toolkit()
        put_in_pack(theme, toolkit, order=order)
        put_in_pack(theme, make_resource(publisher=make_publisher()), collection=collection, order=order)
        put_in_pack(theme, make_course(toolkit=toolkit), order=order)
        pathway = make_pathway()
        make_opening_hours(make_contact_point(pathway), weekday=1)
        put_in_pack(theme, pathway, order=order)
        make_process().themes.add(theme)


def before_midnight(start):
    """Return `start`, or an hour earlier where a session of one hour would end on the next day: that may be one of several days."""
    return start - datetime.timedelta(hours=timezone.localtime(start).hour == 23)


def make_session(course=None, **fields):
    """Give an open session a month from now, on the minute, with 20 places of our own. It ends on the day it starts."""
    start = before_midnight(timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=30))
    defaults = {
        "state": SessionState.OPEN,
        "starts_at": start,
        "ends_at": start + datetime.timedelta(hours=1),
        "place": "Microsoft Teams",
        "capacity": None if fields.get("external_link") else 20,
    }
    return Session.objects.create(course=course or make_course(), **(defaults | fields))


def make_two_days(course=None, **fields):
    """Give a session like `make_session`, of two days a week apart."""
    session = make_session(course, **fields)
    week = datetime.timedelta(days=7)
    for start, end in (
        (session.starts_at, session.ends_at),
        (session.starts_at + week, session.ends_at + week),
    ):
        session.days.create(starts_at=start, ends_at=end)
    session.ends_at += week
    session.save()
    return session


def make_person(**fields):
    """Give a person to book for, as the form gives one."""
    n = next(_sequence)
    defaults = {
        "name": f"Person {n}",
        "email": f"person-{n}@example.org",
        "organisation": f"Organisation {n}",
        "organisation_type": OrganisationType.SCHOOL,
        "role": Role.PRACTITIONER,
    }
    return Person(**(defaults | fields))


def make_booking(session, *, at=None, **fields):
    """Book a person into the session and return the booking: with a place, or with a turn where there is none."""
    [booking] = book(
        session_id=session.pk, people=[make_person(**fields)], key=f"key-{next(_sequence)}", at=at
    )
    return booking
