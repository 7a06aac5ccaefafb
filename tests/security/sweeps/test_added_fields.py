"""What a form does not have cannot be sent with it (T27): every form of the admin and of the training pages, with fields added.

Each form is sent twice from the same state: as the page has it, and with every other field of its records added, with other
people's rows, and with counts of rows that it never had. Both leave the same behind.
"""

import re
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models, transaction

from hscp.models import User
from hscp.records.state import State
from tests.admin.pages import address, filled_in
from tests.admin.test_access import MODELS, PEOPLE, _records
from tests.factories import (
    make_answer,
    make_contact_point,
    make_course,
    make_pathway,
    make_pathway_step,
    make_process,
    make_process_section,
    make_question,
    make_resource,
    make_session,
    make_staff,
    make_theme,
    make_threshold_indicator,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
    put_link,
)
from tests.training.booking.booking_pages import book_url, filled, opened
from themes.models import Theme
from training.models import Booking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
OURS = ("hscp", "brochure", "search", "links", "editing", "themes", "resources", "contacts", "training")
# Made anew each time.
RANDOM = re.compile(
    r".*(token|hash|key|seal|digest|version|epoch|code|certificate|calendar).*|once|message_id|body|data"
)
LONG_AGO = "2001-02-03"
LETTERS = "etcpsu"


def left_behind(before):
    """Return what all our tables hold, but for what is new each time; rows that are not in `before` ({model: ids}) have no number."""
    found = {}
    for model in (*_ours(), Group):
        fields = [
            field
            for field in model._meta.concrete_fields
            if not field.primary_key and not RANDOM.fullmatch(field.name)
        ]
        rows = [
            tuple(_shown(field, getattr(row, field.attname), before) for field in fields)
            for row in model._base_manager.all()
        ]
        found[model._meta.label] = sorted(map(repr, rows))
        for many in model._meta.many_to_many:
            pairs = many.remote_field.through._base_manager.values_list(
                many.m2m_column_name(), many.m2m_reverse_name()
            )
            found[f"{model._meta.label}.{many.name}"] = sorted(map(repr, pairs))
    return found


def _ours():
    return [model for model in apps.get_models(include_auto_created=False) if model._meta.app_label in OURS]


def numbers():
    """Return {model: ids} of all rows."""
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}


def _shown(field, value, before):
    if isinstance(field, models.DateTimeField | models.DateField):
        return value and str(value.year == 2001)
    if field.is_relation and value is not None:
        return value if value in before.get(field.related_model, ()) else "new"
    return value


def differing(one, other):
    """Return what differs of two answers of `left_behind`, as {table: (rows of the one, rows of the other)}."""
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def controls(page):
    """Return the names of all controls of a page, also of those that nothing is chosen in."""
    return set(re.findall(r'\sname="([^"]+)"', page.text))


def added(present, *kinds, other):
    """Return values for every field of the models `kinds` that has no control in `present`. `other` is a User."""
    values = {
        "is_superuser": "on",
        "is_staff": "on",
        "user_permissions": ["1", "2"],
        "groups": ["1", "2"],
        "owner": other.pk,
    }
    for model in kinds:
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            values[field.name] = _wished(field, other)
            if isinstance(field, models.DateTimeField):
                values |= {f"{field.name}_0": LONG_AGO, f"{field.name}_1": "04:05"}
    return {
        name: value for name, value in values.items() if name not in present and f"{name}_0" not in present
    }


def _wished(field, other):
    if field.is_relation:
        row = (
            other
            if field.related_model is User
            else field.related_model._base_manager.order_by("-pk").first()
        )
        return str(row.pk) if row else "1"
    if field.primary_key:
        return "1"
    if field.choices:
        return str([value for value, _ in field.flatchoices if value not in ("", None)][-1])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return LONG_AGO
    return "7"


def letter_for(rules):
    """Return the letter of the least powerful of PEOPLE who may save the form of a record, and which of its records."""
    for page in ("change draft", "change person", "change"):
        if page in rules:
            get, post, reads, _ = rules[page]
            if who := next(
                (letter for letter in LETTERS if letter in post and letter in get and reads == {200}), None
            ):
                return who, page.partition(" ")[2]
    return None, ""


def saved(client, record, data):
    """Post the form of `record`; return the status and what is left behind, and take it back."""
    before = numbers()
    with taken_back():
        response = client.post(address(record, "change"), data)
        return response.status_code, left_behind(before)


def with_form(model):
    return model in admin.site._registry and letter_for(MODELS[model])[0] is not None


@pytest.mark.parametrize(
    "model", [model for model in MODELS if with_form(model)], ids=lambda model: model._meta.label
)
def test_a_form_of_the_admin_takes_what_it_shows_and_nothing_else(model, signed_in):
    letter, variant = letter_for(MODELS[model])
    client, other = signed_in(PEOPLE[letter]), make_staff(is_superuser=True)
    record = _records(model)[variant]
    page = client.get(address(record, "change"))
    data, present = filled_in(page), controls(page)

    plain = saved(client, record, data)
    more = saved(client, record, data | added(present, model, other=other))

    assert plain[0] in (200, 302)
    assert (more[0], differing(more[1], plain[1])) == (plain[0], {})


def with_rows():
    """Return a record of each kind that has rows in its form, each with rows of every kind."""
    themes, processes, pathways, questions, levels, others = [], [], [], [], [], []
    for state in (State.DRAFT, State.DRAFT):
        theme, process, pathway = (
            make_theme(state=state),
            make_process(state=state),
            make_pathway(state=state),
        )
        for item in (make_toolkit(), make_resource(), make_course(), make_pathway()):
            put_in_pack(theme, item)
        make_process_section(process)
        make_pathway_step(pathway)
        make_contact_point(pathway)
        question = make_question(state=state)
        make_answer(question)
        level = make_threshold_level(state=state, number=len(levels) + 1)
        make_threshold_indicator(level)
        toolkit, resource, course = (
            make_toolkit(state=state),
            make_resource(state=state),
            make_course(state=state),
        )
        for each in (toolkit, resource, course):
            put_link(each)
        themes, processes, pathways = [*themes, theme], [*processes, process], [*pathways, pathway]
        questions, levels, others = (
            [*questions, question],
            [*levels, level],
            [*others, (toolkit, resource, course)],
        )
    return [themes, processes, pathways, questions, levels, *zip(*others, strict=True)]


def test_rows_of_another_record_are_neither_changed_nor_taken(signed_in, rf):
    """Each list of rows in each form, sent with the number of a row that belongs to another record."""
    superuser = signed_in("superuser")
    rf.user = superuser.person
    tried, wrong = 0, []
    for mine, others in with_rows():
        page = superuser.get(address(mine, "change"))
        data = filled_in(page)
        request = page.wsgi_request
        for inline in admin.site._registry[type(mine)].get_inline_instances(request, mine):
            formset = inline.get_formset(request, mine)
            row = inline.model._base_manager.filter(**{formset.fk.name: others.pk}).first()
            prefix = formset.get_default_prefix()
            if row is None or f"{prefix}-TOTAL_FORMS" not in data:
                continue
            tried += 1
            kept = inline.model._base_manager.filter(pk=row.pk)
            before = list(kept.values())
            for delete in ({}, {f"{prefix}-0-DELETE": "on"}):
                sent = {name: value for name, value in data.items() if not name.startswith(f"{prefix}-")}
                sent |= {
                    f"{prefix}-TOTAL_FORMS": "1",
                    f"{prefix}-INITIAL_FORMS": "1",
                    f"{prefix}-0-id": row.pk,
                }
                sent |= {f"{prefix}-0-{formset.fk.name}": mine.pk, f"{prefix}-0-order": "7", **delete}
                with taken_back():
                    superuser.post(address(mine, "change"), sent)
                    if list(kept.values()) != before:
                        wrong.append((type(mine).__name__, prefix))

    assert wrong == []
    assert tried >= 9


@pytest.mark.parametrize("counts", [("100000", "0"), ("1", "100000"), ("-1", "-1"), ("", "x"), ("0", "0")])
def test_counts_of_rows_that_the_form_never_had_are_refused(signed_in, counts):
    editor = signed_in("editor")
    theme = make_theme(state=State.DRAFT)
    put_in_pack(theme, make_toolkit())
    page = editor.get(address(theme, "change"))
    names = [name for name in filled_in(page) if name.endswith("TOTAL_FORMS")]
    sent = filled_in(page)
    for name in names:
        sent |= {name: counts[0], name.replace("TOTAL", "INITIAL"): counts[1]}

    response = editor.post(address(theme, "change"), sent)

    assert response.status_code in (200, 302, 400)
    if response.status_code == 200:
        rows = sum(len(shown.formset.forms) for shown in response.context["inline_admin_formsets"])
        assert rows < 100
    assert Theme.objects.get(pk=theme.pk).toolkits.count() == 1


def training_forms():
    """Yield (name, client, path, data) of the forms by which the public changes something."""
    session, course = make_session(), make_course()
    client, booking, stamp = opened(make_session())
    late_client, late, late_stamp = opened(make_session())
    yield (
        "book",
        client,
        book_url(session),
        filled({"email": "bea@example.org"}),
    )
    yield (
        "details",
        client,
        "/booking/details/",
        {"booking": stamp, "phone": "01962 555 0199", "access_needs": "None"},
    )
    yield "cancel", late_client, "/booking/cancel/", {"booking": late_stamp}
    person = {"name": "Bea", "email": "bea@example.org", "role": "manager"}
    yield "hand over", client, "/booking/hand-over/", {"booking": stamp, **person}
    interest = {"email": "ann@example.org", "organisation_type": "school"}
    yield "interest", client, f"/training/courses/{course.slug}/interest/", interest
    yield "record", client, "/training/my-record/", {"email": booking.email}


def test_a_form_of_the_public_takes_what_it_shows_and_nothing_else():
    other = make_staff(is_superuser=True)
    changed = {}
    kinds = [model for model in _ours() if model._meta.app_label == "training"]
    for name, client, path, data in training_forms():
        present = controls(client.get(path)) | set(data)
        more = added(present, User, *kinds, other=other)
        more |= {f"{field}-0": value for field, value in more.items() if f"{field}-0" not in present}
        answers = []
        before = numbers()
        for sent in (data, data | more):
            with taken_back():
                response = client.post(path, sent)
                answers.append((response.status_code, left_behind(before)))
        assert (name, answers[0][0]) == (name, 302 if name not in ("hand over",) else 200)
        changed[name] = answers[0][1] != left_behind(before)
        assert (name, answers[1][0], differing(answers[1][1], answers[0][1])) == (name, answers[0][0], {})

    assert changed == dict.fromkeys(changed, True)


def test_the_sweep_sees_what_is_left_behind():
    before = numbers()
    booking = make_session() and opened(make_session())[1]
    with taken_back():
        first = left_behind(before)
        Booking.objects.filter(pk=booking.pk).update(attendance="attended")
        second = left_behind(before)

    assert first != second
