"""Each rule of the records: what the database accepts, what it refuses, and the words an editor reads."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.models import (
    ContactChange,
    ContactPoint,
    FinderAnswer,
    FinderQuestion,
    OpeningHours,
    Pathway,
    ThresholdLevel,
)
from hscp.records.publishable import Publishable
from resources.models import Resource, Toolkit
from tests.factories import (
    make_contact_change,
    make_contact_point,
    make_course,
    make_pathway,
    make_question,
    make_resource,
    make_staff,
    make_theme,
    make_threshold_indicator,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import (
    Audience,
    Process,
    Situation,
    Term,
    Theme,
    ThemeCourse,
    ThemePathway,
    ThemeResource,
    ThemeToolkit,
    ThemeToolkitList,
)
from training.models import Course, CoursePrerequisite

pytestmark = pytest.mark.django_db


def refused(record, rule):
    """Return the message full_clean gives for the named rule; fail unless the database refuses the record too."""
    message = None
    for constraint in record._meta.constraints:
        if constraint.name == rule:
            with pytest.raises(ValidationError) as caught:
                constraint.validate(type(record), record)
            message = caught.value.messages[0]
    with pytest.raises(IntegrityError, match=r"(?i)check|unique"), transaction.atomic():
        record.save()
    return message


def test_audience_belongs_to_one_of_the_groups():
    Audience.objects.create(name="Schools", slug="schools", group="professionals")
    wrong = Audience(name="Pets", slug="pets", group="animals")

    assert refused(wrong, "themes_audience_known_group") == "Choose one of the three audience groups."


def test_toolkit_title_may_repeat_for_another_audience_only():
    make_toolkit(title="Domestic Abuse", audience_group="professionals")
    make_toolkit(title="Domestic Abuse", audience_group="parents_and_carers")
    twice = Toolkit(title="Domestic Abuse", slug="again", audience_group="professionals")

    assert refused(twice, "resources_toolkit_title_once_per_audience") == (
        "There is already a toolkit with this title for this audience."
    )


def test_course_title_may_repeat_in_another_format_only():
    make_course(title="Private Fostering", format="webinar")
    make_course(title="Private Fostering", format="elearning")
    twice = Course(title="Private Fostering", slug="again", format="webinar")

    assert refused(twice, "training_course_title_once_per_format") == (
        "There is already a course with this title in this format."
    )


@pytest.mark.parametrize(
    ("model", "fields", "rule", "message"),
    [
        (
            Toolkit,
            {"audience_group": "x"},
            "resources_toolkit_known_audience",
            "Choose one of the three audience groups.",
        ),
        (
            Resource,
            {"audience_group": "x"},
            "resources_resource_known_audience",
            "Choose one of the three audience groups.",
        ),
        (
            Course,
            {"audience_group": "x"},
            "training_course_known_audience",
            "Choose one of the three audience groups.",
        ),
        (Course, {"format": "x"}, "training_course_known_format", "Choose one of the formats."),
        (Resource, {"kind": "x"}, "resources_resource_known_kind", "Choose one of the kinds of resource."),
        (
            Resource,
            {"valid_from_year": 2026, "valid_to_year": 2023},
            "resources_resource_years_in_order",
            "“Valid to” must not be before “valid from”.",
        ),
        (
            Situation,
            {"minimum_age": 5, "maximum_age": 4},
            "themes_situation_ages_in_order",
            "The highest age must not be below the lowest.",
        ),
        (Pathway, {}, "contacts_pathway_for_someone", "Say who may use this contact: tick at least one."),
        (
            Pathway,
            {"for_public": True, "urgency": "x"},
            "contacts_pathway_known_urgency",
            "Choose one of the urgencies.",
        ),
        (
            Pathway,
            {"for_public": True, "minimum_age": 17, "maximum_age": 5},
            "contacts_pathway_ages_in_order",
            "The highest age must not be below the lowest.",
        ),
        (
            ThresholdLevel,
            {"number": 5},
            "contacts_thresholdlevel_one_to_four",
            "A level is a number from 1 to 4.",
        ),
        (
            ThresholdLevel,
            {"number": 0},
            "contacts_thresholdlevel_one_to_four",
            "A level is a number from 1 to 4.",
        ),
        (
            ThresholdLevel,
            {"number": 1, "state": "published"},
            "contacts_thresholdlevel_says_what_to_do",
            "Say what to do at this level before it is published.",
        ),
    ],
)
def test_a_broken_record_is_refused_with_words_an_editor_can_use(model, fields, rule, message):
    record = model(**({"title": "Record", "slug": "record"} | fields))

    assert refused(record, rule) == message


def test_an_empty_paragraph_does_not_say_what_to_do_at_a_level():
    level = make_threshold_level(number=1)
    level.what_to_do = "<p></p>"

    with pytest.raises(IntegrityError, match=r"(?i)check"), transaction.atomic():
        level.save()


@pytest.mark.parametrize(
    ("fields", "rule", "message"),
    [
        ({"domain": "x"}, "known_domain", "Choose what the indicator is about."),
        ({"domain": ""}, "known_domain", "Choose what the indicator is about."),
        ({"text": ""}, "text_given", "Say what may be seen."),
    ],
)
def test_an_indicator_has_a_domain_and_words(fields, rule, message):
    indicator = make_threshold_indicator(make_threshold_level(number=1))
    for name, value in fields.items():
        setattr(indicator, name, value)

    assert refused(indicator, f"contacts_thresholdindicator_{rule}") == message


def test_a_resource_is_not_in_itself_nor_replaced_by_itself():
    resource = make_resource()

    resource.collection = resource
    assert refused(resource, "resources_resource_not_its_own_collection") == "A resource cannot be in itself."
    resource.collection, resource.superseded_by = None, resource
    assert refused(resource, "resources_resource_not_superseded_by_itself") == (
        "A record cannot be replaced by itself."
    )


def test_a_course_does_not_come_before_itself():
    course = make_course()
    row = CoursePrerequisite(course=course, required=course)

    assert (
        refused(row, "training_courseprerequisite_not_before_itself") == "A course cannot come before itself."
    )


def test_a_resource_can_only_be_put_in_a_collection():
    document, collection = make_resource(kind="guidance"), make_resource(kind="collection")

    with pytest.raises(ValidationError) as caught:
        Resource(title="Guide", slug="guide", collection=document).clean()

    assert list(caught.value.message_dict) == ["collection"]
    assert Resource(title="Guide", slug="guide", collection=collection).clean() is None


@pytest.mark.parametrize(
    ("model", "field", "make", "rule", "message"),
    [
        (
            ThemeToolkit,
            "toolkit",
            make_toolkit,
            "themes_themetoolkit_once",
            "This toolkit is in the pack already.",
        ),
        (
            ThemeCourse,
            "course",
            make_course,
            "themes_themecourse_once",
            "This course is in the pack already.",
        ),
        (
            ThemePathway,
            "pathway",
            make_pathway,
            "themes_themepathway_once",
            "This contact pathway is in the pack already.",
        ),
    ],
)
def test_a_pack_holds_a_record_once(model, field, make, rule, message):
    theme, record = make_theme(), make()
    put_in_pack(theme, record)
    put_in_pack(make_theme(), record)

    assert refused(model(theme=theme, **{field: record}), rule) == message


def test_a_pack_holds_a_resource_once_in_each_section():
    theme, resource = make_theme(), make_resource()
    put_in_pack(theme, resource, section="strategy")
    put_in_pack(theme, resource, section="additional")

    assert refused(
        ThemeResource(theme=theme, resource=resource, section="strategy"), "themes_themeresource_once"
    ) == ("This resource is in this section of the pack already.")


def test_a_pack_knows_its_sections_and_nests_no_resource_under_itself():
    theme, resource = make_theme(), make_resource()

    assert refused(
        ThemeResource(theme=theme, resource=resource, section="x"), "themes_themeresource_known_section"
    ) == ("Choose one of the pack's sections.")
    assert refused(
        ThemeResource(theme=theme, resource=resource, section="strategy", collection=resource),
        "themes_themeresource_not_under_itself",
    ) == ("A resource cannot be listed under itself.")


def test_a_pack_points_to_an_audiences_toolkits_once_and_with_words():
    theme = make_theme()
    ThemeToolkitList.objects.create(
        theme=theme, audience_group="professionals", label="Professional toolkits"
    )

    assert refused(
        ThemeToolkitList(theme=theme, audience_group="professionals", label="Again"),
        "themes_themetoolkitlist_once",
    ) == ("The pack points to this audience's toolkits already.")
    assert refused(
        ThemeToolkitList(theme=theme, audience_group="parents_and_carers", label=""),
        "themes_themetoolkitlist_label_given",
    ) == ("Give the link its words.")


@pytest.mark.parametrize(
    ("fields", "rule", "message"),
    [
        ({"kind": "pigeon"}, "contacts_contactpoint_known_kind", "Choose one of the kinds of contact."),
        ({"for_whom": "x"}, "contacts_contactpoint_known_reader", "Say who this contact is for."),
        (
            {"value": ""},
            "contacts_contactpoint_value_given",
            "Give the number or address. Only a form, website or chat may be left empty.",
        ),
        (
            {"bank_holidays": "x"},
            "contacts_contactpoint_known_bank_holidays",
            "Say what happens on bank holidays.",
        ),
        (
            {"verified_on": date(2027, 1, 1), "next_check": date(2027, 1, 1)},
            "contacts_contactpoint_next_check_after_last",
            "The next check must be later than the last one.",
        ),
    ],
)
def test_a_contact_point_is_of_a_kind_for_someone_and_has_a_value(fields, rule, message):
    point = ContactPoint(**({"pathway": make_pathway(), "kind": "phone", "value": "999"} | fields))

    assert refused(point, rule) == message


@pytest.mark.parametrize("kind", ["form", "web"])
def test_a_form_or_website_may_lack_its_address(kind):
    point = make_contact_point(make_pathway(), kind=kind, value="")

    point.full_clean()

    assert point.href == ""


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "01962"),
        ("email", "not an address"),
        ("form", "javascript:alert(1)"),
        ("web", "//example.org"),
        ("web", "example"),
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused_at_its_field(kind, value):
    point = ContactPoint(pathway=make_pathway(), kind=kind, value=value)

    with pytest.raises(ValidationError) as caught:
        point.full_clean()

    assert list(caught.value.message_dict) == ["value"]


@pytest.mark.parametrize(
    ("kind", "value", "href"),
    [
        ("phone", "01962876364", "tel:01962876364"),
        ("email", "child.protection@hants.gov.uk", "mailto:child.protection@hants.gov.uk"),
        ("form", "https://example.org/form", "https://example.org/form"),
        ("post", "The Castle, Winchester", ""),
    ],
)
def test_a_contact_point_leads_to_what_rings_writes_or_opens(kind, value, href):
    point = ContactPoint(pathway=make_pathway(), kind=kind, value=value)

    point.full_clean()

    assert point.href == href


@pytest.mark.parametrize("weekday", [0, 8])
def test_opening_hours_are_on_a_day(weekday):
    point = make_contact_point(make_pathway())
    hours = OpeningHours(contact_point=point, weekday=weekday, opens=time(9), closes=time(14))

    assert refused(hours, "contacts_openinghours_known_weekday") == "Choose a day of the week."


@pytest.mark.parametrize(("opens", "closes"), [(time(18), time(8)), (time(0), time(0))])
def test_opening_hours_may_run_into_the_next_day(opens, closes):
    point = make_contact_point(make_pathway())
    hours = OpeningHours(contact_point=point, weekday=1, opens=opens, closes=closes)

    hours.full_clean()
    hours.save()

    assert list(point.opening_hours.all()) == [hours]


def test_opening_hours_are_given_once():
    point = make_contact_point(make_pathway())
    fields = {"contact_point": point, "weekday": 1, "opens": time(9), "closes": time(14)}
    OpeningHours.objects.create(**fields)

    assert refused(OpeningHours(**fields), "contacts_openinghours_once") == "These hours are given already."


def test_the_guided_path_begins_with_one_question():
    make_question(is_first=True)

    assert (
        refused(
            FinderQuestion(title="Another?", slug="another", is_first=True),
            "contacts_finderquestion_one_first",
        )
        == "Another question is already the first one."
    )


def test_an_answer_has_words():
    answer = FinderAnswer(question=make_question(), text="", emergency=True)

    assert refused(answer, "contacts_finderanswer_text_given") == "Give the answer its words."


@pytest.mark.parametrize(
    "places", [(), ("emergency", "level"), ("next_question", "pathway"), ("pathway", "level")]
)
def test_an_answer_leads_to_one_place(places):
    targets = {
        "emergency": True,
        "next_question": make_question(),
        "pathway": make_pathway(),
        "level": make_threshold_level(number=1),
    }
    answer = FinderAnswer(question=make_question(), text="Yes", **{name: targets[name] for name in places})

    assert refused(answer, "contacts_finderanswer_leads_to_one_place") == (
        "An answer leads to exactly one place: another question, a contact, a level of need, or 999."
    )


def change_of(point, **fields):
    """Return an unsaved, waiting change of `point` with `fields`."""
    change = make_contact_change(point.pathway, contact_point=point)
    ContactChange.objects.all().delete()
    change.pk = None
    change._state.adding = True
    for name, value in fields.items():
        setattr(change, name, value)
    return change


@pytest.mark.parametrize(
    ("fields", "rule", "message"),
    [
        ({"action": "x"}, "known_action", "A change adds, changes or removes."),
        (
            {"state": "x", "decided_at": timezone.now()},
            "known_state",
            "A change waits, or was confirmed, refused or withdrawn.",
        ),
        ({"state": "refused"}, "decided_with_time", "A decision has its time."),
        ({"decided_at": timezone.now()}, "decided_with_time", "A decision has its time."),
    ],
)
def test_a_change_of_a_number_is_of_a_kind_and_decided_at_a_time(fields, rule, message):
    change = change_of(make_contact_point(make_pathway()), **fields)

    assert refused(change, f"contacts_contactchange_{rule}") == message


def test_nobody_confirms_what_they_proposed():
    ada = make_staff()
    decision = {"state": "confirmed", "proposed_by": ada, "decided_by": ada, "decided_at": timezone.now()}
    change = change_of(make_contact_point(make_pathway()), **decision)

    assert refused(change, "contacts_contactchange_second_person") == (
        "A second person must confirm the change."
    )


def test_one_change_of_a_number_waits_and_any_number_are_decided():
    point = make_contact_point(make_pathway())
    change = change_of(point)
    for state in ("refused", "withdrawn"):
        make_contact_change(point.pathway, contact_point=point, state=state, decided_at=timezone.now())
    make_contact_change(point.pathway, contact_point=point)

    assert refused(change, "contacts_contactchange_one_waiting") == (
        "A change to this number or address is already waiting."
    )


def test_a_level_number_is_used_once():
    make_threshold_level(number=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_threshold_level(number=1)


def test_content_in_a_pack_is_not_deleted_with_it_nor_from_under_it():
    theme, toolkit = make_theme(), make_toolkit()
    put_in_pack(theme, toolkit)

    with pytest.raises(Exception, match="protected"), transaction.atomic():
        toolkit.delete()
    theme.delete()

    assert list(Toolkit.objects.all()) == [toolkit]


def test_every_constraint_of_every_record_has_a_message_of_its_own():
    standard = {ValidationError, None, "Constraint “%(name)s” is violated."}
    models = [
        Theme,
        Process,
        Term,
        Toolkit,
        Resource,
        Course,
        Pathway,
        ThresholdLevel,
        FinderQuestion,
        ContactPoint,
        ContactChange,
        OpeningHours,
        FinderAnswer,
    ]
    without = [
        constraint.name
        for model in models
        for constraint in model._meta.constraints
        if constraint.violation_error_message in standard
    ]

    assert without == []
    assert all(issubclass(model, Publishable) for model in models[:9])
