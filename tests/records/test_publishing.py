import re
from datetime import UTC, date, datetime, timedelta

import pytest
import reversion
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Version

from hscp.records.publishing import change_state, mark_reviewed
from hscp.records.saving import CannotPublish
from hscp.records.slugs import unique_slug
from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from resources.models import Toolkit
from tests.effort import is_linear
from tests.factories import make_process, make_situation, make_staff, make_theme, make_toolkit
from themes.models import Process, ProcessSection, Situation, Theme

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "live"),
    [
        ({"state": State.PUBLISHED}, True),
        ({"state": State.DRAFT}, False),
        ({"state": State.IN_REVIEW}, False),
        ({"state": State.ARCHIVED}, False),
        ({"state": State.PUBLISHED, "publish_at": NOW}, True),
        ({"state": State.PUBLISHED, "publish_at": NOW + HOUR}, False),
        ({"state": State.PUBLISHED, "expire_at": NOW}, False),
        ({"state": State.PUBLISHED, "expire_at": NOW + HOUR}, True),
        ({"state": State.PUBLISHED, "publish_at": NOW - HOUR, "expire_at": NOW + HOUR}, True),
        ({"state": State.DRAFT, "publish_at": NOW - HOUR}, False),
    ],
)
def test_live_follows_state_and_dates(fields, live):
    theme = make_theme(**fields)

    assert list(Theme.objects.live(at=NOW)) == ([theme] if live else [])
    assert theme.is_live(at=NOW) is live


@pytest.mark.django_db
def test_live_reads_the_clock_when_no_time_is_given():
    make_theme(publish_at=timezone.now() + HOUR)
    shown = make_theme(publish_at=timezone.now() - HOUR)

    assert list(Theme.objects.live()) == [shown]


@pytest.mark.django_db
def test_review_overdue_leaves_out_archived_and_undated_records():
    overdue = make_theme(review_date=date(2027, 2, 28))
    make_theme(review_date=date(2027, 3, 1))
    make_theme(review_date=date(2027, 1, 1), state=State.ARCHIVED)
    make_theme()

    assert list(Theme.objects.review_overdue(on=date(2027, 3, 1))) == [overdue]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Give the record a title."),
        ({"slug": ""}, "Give the record an address."),
        ({"state": "secret"}, "Choose one of the four states."),
        (
            {"publish_at": NOW, "expire_at": NOW},
            "“Show until” must be later than “publish from”.",
        ),
    ],
)
def test_database_refuses_a_broken_record_and_full_clean_says_why(fields, message):
    theme = Theme(**({"title": "Neglect", "slug": "neglect"} | fields))

    with pytest.raises(ValidationError) as refused:
        theme.validate_constraints()
    assert refused.value.messages == [message]
    with pytest.raises(IntegrityError), transaction.atomic():
        theme.save()


@pytest.mark.django_db
def test_every_content_record_inherits_the_publishing_rules():
    for model in (Theme, Toolkit):
        names = {constraint.name for constraint in model._meta.constraints}
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        rules = {"title_given", "slug_given", "known_state", "expires_after_publish"}

        assert {f"{label}_{rule}" for rule in rules} - names == set()


@pytest.mark.django_db
def test_change_state_publishes_as_one_revision_with_its_author():
    editor = make_staff()
    first, second = make_toolkit(state=State.DRAFT), make_toolkit(state=State.IN_REVIEW)
    make_toolkit(state=State.PUBLISHED)

    changed = change_state(queryset=Toolkit.objects.all(), state=State.PUBLISHED, by=editor)

    assert changed == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.PUBLISHED, State.PUBLISHED)
    assert (first.updated_by, second.updated_by) == (editor, editor)
    revisions = {
        version.revision for record in (first, second) for version in Version.objects.get_for_object(record)
    }
    assert [(revision.user, revision.comment) for revision in revisions] == [
        (editor, "Changed to published.")
    ]


@pytest.mark.django_db
def test_mark_reviewed_notes_who_when_and_the_next_date():
    editor = make_staff()
    theme = make_theme(review_date=date(2027, 1, 1))

    reviewed = mark_reviewed(
        queryset=Theme.objects.all(), by=editor, on=date(2027, 3, 1), next_review=date(2028, 3, 1)
    )

    theme.refresh_from_db()
    assert reviewed == 1
    assert (theme.last_reviewed_date, theme.review_date) == (date(2027, 3, 1), date(2028, 3, 1))
    assert theme.updated_by == editor


@pytest.mark.django_db
def test_reverting_a_revision_brings_back_the_earlier_text():
    with reversion.create_revision():
        theme = make_theme(title="Neglect")
    with reversion.create_revision():
        theme.title = "Changed"
        theme.save()

    Version.objects.get_for_object(theme).last().revision.revert()

    theme.refresh_from_db()
    assert theme.title == "Neglect"


@pytest.mark.django_db
def test_unique_slug_tries_the_qualifier_and_then_a_number():
    make_toolkit(title="Neglect", slug="neglect")
    make_toolkit(title="Other", slug="neglect-webinar")

    assert unique_slug(Toolkit, "Safety") == "safety"
    assert unique_slug(Toolkit, "Neglect", "Parents and carers") == "neglect-parents-and-carers"
    assert unique_slug(Toolkit, "Neglect", "Webinar") == "neglect-2"
    assert unique_slug(Toolkit, "Neglect", taken={"neglect-2"}) == "neglect-3"
    assert unique_slug(Toolkit, "“”") == "toolkit"


@pytest.mark.django_db
def test_unique_slug_of_a_very_long_title_fits_the_field():
    title = "Working together " * 18
    make_toolkit(slug=unique_slug(Toolkit, title))

    slug = unique_slug(Toolkit, title, "Parents and carers")

    assert len(slug) <= 120
    assert slug.endswith("parents-and-carers")


@pytest.mark.django_db
# Of more than ten, readers are told by theme: one query reads the themes.
@pytest.mark.parametrize(("count", "others"), [(3, 29), (30, 30)])
def test_records_change_together_with_one_query_each(count, others):
    processes = [make_process(state=State.DRAFT) for _ in range(count)]
    for process in processes:
        process.themes.add(make_theme())
        ProcessSection.objects.create(process=process, heading="Who to ring")
    ContentType.objects.get_for_models(Process, ProcessSection)

    with CaptureQueriesContext(connection) as queries:
        change_state(queryset=Process.objects.all(), state=State.PUBLISHED, by=None)

    updates = [query for query in queries if query["sql"].startswith('UPDATE "themes_process"')]
    assert (len(updates), len(queries) - len(updates)) == (count, others)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 30])
def test_a_rule_is_asked_once_for_all_records_of_a_change(count):
    situations = [make_situation(state=State.DRAFT) for _ in range(count)]

    with (
        CaptureQueriesContext(connection) as queries,
        pytest.raises(CannotPublish, match=re.escape(situations[0].title)),
    ):
        change_state(queryset=Situation.objects.all(), state=State.PUBLISHED, by=None)

    asked = [
        query
        for query in queries
        if query["sql"].startswith("SELECT") and "contacts_contactpoint" in query["sql"]
    ]
    assert len(asked) == 1


@pytest.mark.django_db
def test_publishing_is_linear_in_the_number_of_records():
    toolkits = [make_toolkit(state=State.DRAFT) for _ in range(80)]
    for toolkit in toolkits:
        make_theme(lead_toolkit=toolkit)
    refresh_all()

    def publish(number):
        pks = [toolkit.pk for toolkit in toolkits[:number]]
        change_state(queryset=Toolkit.objects.filter(pk__in=pks), state=State.PUBLISHED, by=None)
        change_state(queryset=Toolkit.objects.filter(pk__in=pks), state=State.DRAFT, by=None)

    assert is_linear(publish, 40)
