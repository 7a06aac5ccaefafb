"""Every field that a public page may show is seen by all workers when it changes."""

import pytest
from django.db.models import F
from django.utils import timezone

from contacts.models import Catchment, HoursException, SchoolTerm
from hscp.brochure.models import PublishedEdition
from hscp.links.models import LibraryFile, OlderVersion
from hscp.models import OldAddress
from hscp.page_cache.content_version import shown_models
from hscp.updates.models import Update
from tests.factories import (
    make_audience,
    make_booking,
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_resource,
    make_session,
    make_toolkit,
    make_wording,
    put_link,
)
from tests.page_cache.worker import Worker, page_of
from training.models import Trainer


@pytest.fixture
def a_row_of_each(starter_content, db):
    """The starter content, and a row of whatever it has none of."""
    pathway = make_pathway()
    point = make_contact_point(pathway)
    Catchment.objects.create(pathway=pathway, places="The Isle of Wight", served_by="Another")
    session = make_session()
    make_booking(session)
    session.days.create(starts_at=session.starts_at, ends_at=session.ends_at)
    session.quotas.create(what="district", value="hart", places=1)
    session.trainers.add(Trainer.objects.create(name="A trainer"))
    today = timezone.localdate()
    HoursException.objects.create(contact_point=point, first_day=today, last_day=today, reason="Training")
    SchoolTerm.objects.create(first_day=today, last_day=today)
    OldAddress.objects.create(old_path="/old/", new_path="/new/")
    PublishedEdition.objects.create(
        brochure=make_brochure(), slug="e", file="e.pdf", size=1, pages=1, contents={}, title="E", edition="1"
    )
    make_course(link="https://example.org/", file="libraryfile/a.pdf").audiences.add(make_audience())
    for record in (make_toolkit(), make_resource(), point):
        put_link(record)
    course = make_course()
    course.groups.create(role="lead")
    course.fees.create(amount=60)
    course.prerequisites.create(required=make_course())
    update = Update.objects.create(record=pathway, kind="pathway", change="number", words="new number")
    update.facets.create(name="area", value="hampshire")
    make_wording(pathway)
    OlderVersion.objects.create(file=LibraryFile.objects.first(), upload="libraryfile/older.pdf")


def test_every_field_of_every_model_that_is_shown_is_seen_by_two_workers_within_a_second(a_row_of_each):
    shown, unseen = 0, []

    def application(environ, start_response):
        return page_of(str(shown).encode())(environ, start_response)

    workers = [Worker(application) for _ in range(2)]
    fields = [
        field for model in shown_models() for field in model._meta.concrete_fields if not field.primary_key
    ]
    for field in fields:
        for each in workers:
            each.get("/themes/")
            each.a_second_later()
        field.model._base_manager.update(**{field.name: F(field.name)})
        shown += 1
        if [each.get("/themes/").text for each in workers] != [str(shown)] * 2:
            unseen.append(f"{field.model._meta.label}.{field.name}")

    assert unseen == []
