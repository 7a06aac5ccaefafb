"""Short addresses: a record gets one code and keeps it whatever happens, and no other record ever gets that code."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier

import pytest
import reversion
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from reversion.models import Version

from hscp.models import ShortAddress
from hscp.records import short_addresses
from hscp.records.merging import merge
from hscp.records.publishing import change_state
from hscp.records.short_addresses import (
    LONGEST,
    LONGEST_WHOLE,
    code_from,
    code_of,
    codes_of,
    give_code,
    short_address,
)
from hscp.records.state import State
from tests.factories import make_staff, make_theme, make_toolkit
from themes.models import Theme


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Neglect", "neglect"),
        ("Child-on-Child Abuse", "child-on-child-abuse"),
        ("Keeping Children Safe Online", "keeping-children-safe-online"),
        ("Education for Every Child", "education-for-every-child"),
        ("The Voice of the", "voice"),
        # Too long: the verb in front goes first, then the small words, then the end.
        ("Understanding Unidentified Adults", "unidentified-adults"),
        ("Supporting Children who Self-Harm", "children-who-self-harm"),
        ("Community and Voluntary Organisations", "community-voluntary"),
        ("A Multi-Agency Approach to Safeguarding", "multi-agency-approach"),
        ("Supporting Parents & Carers for Under Ones", "parents-carers-under-ones"),
        ("x" * 300, "x" * LONGEST),
        ("Safeguarding" * 9 + " Infants", "infants"),
        ("Ùige agus Éire", "uige-agus-eire"),
        ("of the", "of-the"),
        ("__ — __", ""),
        ("حماية الطفل", ""),
        ("", ""),
    ],
)
def test_a_code_is_made_of_whole_words(words, code):
    assert code_from(words) == code


@pytest.mark.parametrize("ending", ["toolkit", "parents", "young-people"])
def test_a_code_keeps_its_ending_whole(ending):
    code = code_from("Strengthening Parental Relationships", ending)

    assert code == f"parental-relationships-{ending}"
    assert len(code_from("y" * 300, ending)) <= LONGEST_WHOLE
    assert code_from("حماية", ending) == ""


@pytest.mark.django_db
def test_a_theme_and_its_toolkits_of_one_title_have_different_codes():
    toolkits = [
        make_toolkit(title="Domestic Abuse", audience_group=group)
        for group in ("professionals", "parents_and_carers", "children_and_young_people")
    ]
    theme = make_theme(title="Understanding and Ending Domestic Abuse", short_title="Domestic Abuse")

    assert codes_of(toolkits) == {
        toolkits[0].pk: "domestic-abuse-toolkit",
        toolkits[1].pk: "domestic-abuse-parents",
        toolkits[2].pk: "domestic-abuse-young-people",
    }
    assert code_of(theme) == "domestic-abuse"


@pytest.mark.django_db
def test_records_with_the_same_words_are_numbered():
    themes = [make_theme(title=title) for title in ("Neglect", "Neglect", "Neglect!", "حماية", "☺")]

    assert [code_of(theme) for theme in themes] == ["neglect", "neglect-2", "neglect-3", "theme", "theme-2"]


@pytest.mark.django_db
def test_a_code_stays_when_the_record_is_renamed_and_costs_one_query(django_assert_num_queries):
    theme = make_theme(title="Neglect")
    theme.title, theme.short_title, theme.slug = "Emotional Harm", "Harm", "harm"
    theme.save()

    with django_assert_num_queries(1):
        give_code(theme)

    assert list(ShortAddress.objects.values_list("code", flat=True)) == ["neglect"]


@pytest.mark.django_db
def test_a_code_stays_while_the_record_is_archived_and_after():
    theme, by = make_theme(title="Neglect"), make_staff()

    for state in (State.ARCHIVED, State.PUBLISHED):
        change_state(queryset=Theme.objects.all(), state=state, by=by)

    assert [row.record for row in ShortAddress.objects.filter(code="neglect")] == [theme]
    assert ShortAddress.objects.count() == 1


@pytest.mark.django_db
def test_after_a_merge_both_codes_lead_to_the_record_that_was_kept_and_the_first_is_shown():
    first, second = make_theme(title="Neglect"), make_theme(title="Emotional Neglect")

    merge(keep=second, drop=first, by=make_staff())

    rows = ShortAddress.objects.order_by("pk")
    assert [(row.code, row.record) for row in rows] == [("neglect", second), ("emotional-neglect", second)]
    assert (code_of(second), codes_of([second])) == ("neglect", {second.pk: "neglect"})


@pytest.mark.django_db
def test_a_record_that_is_recovered_from_its_history_has_its_code_again():
    with reversion.create_revision():
        theme = make_theme(title="Neglect")
        reversion.add_to_revision(theme)
    pk = theme.pk
    theme.delete()

    Version.objects.get_deleted(Theme).get(object_id=pk).revert()
    recovered = Theme.objects.get()
    recovered.save()

    assert [(row.code, row.record) for row in ShortAddress.objects.all()] == [("neglect", recovered)]


@pytest.mark.django_db
def test_the_code_of_a_deleted_record_is_never_given_to_another():
    make_theme(title="Neglect").delete()

    assert code_of(make_theme(title="Neglect")) == "neglect-2"


@pytest.mark.django_db(transaction=True)
def test_saving_at_once_gives_each_record_one_code():
    one, other = make_theme(title="Neglect"), make_theme(title="Neglect")
    ContentType.objects.get_for_model(Theme)
    ShortAddress.objects.all().delete()
    threads = 6
    start = Barrier(threads)

    def save(number):
        start.wait()
        try:
            give_code(one if number % 2 else other)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(save, range(threads)))

    codes = [[row.code for row in ShortAddress.objects.filter(object_id=theme.pk)] for theme in (one, other)]
    assert all(codes)
    assert sum(map(len, codes)) <= threads
    assert {"neglect", "neglect-2"} <= {code for found in codes for code in found}


@pytest.mark.django_db
@pytest.mark.parametrize(("taken_by_other", "codes"), [(True, ["neglect-2"]), (False, ["neglect"])])
def test_the_second_of_two_takes_the_next_code_or_the_one_that_was_given(monkeypatch, taken_by_other, codes):
    theme, other = make_theme(title="Neglect"), make_theme()
    ShortAddress.objects.all().delete()
    really_free = short_addresses._free

    def free(base):
        """Return what was free before somebody else took it."""
        if not ShortAddress.objects.exists():
            ShortAddress.objects.create(code=base, record=other if taken_by_other else theme)
            return base
        return really_free(base)

    monkeypatch.setattr(short_addresses, "_free", free)
    give_code(theme)

    assert list(ShortAddress.objects.filter(object_id=theme.pk).values_list("code", flat=True)) == codes


@pytest.mark.django_db
def test_records_stored_before_short_addresses_get_the_codes_that_saving_gives():
    theme = make_theme(title="Working Together", short_title="Differences")
    untitled, same = make_theme(title="☺"), make_theme(title="Differences")
    toolkit = make_toolkit(title="Differences")
    records = [theme, untitled, same, toolkit]
    given = [code_of(record) for record in records]
    ShortAddress.objects.all().delete()

    import_module("hscp.migrations.0003_codes_of_stored_records").give_codes(apps, None)

    assert [code_of(record) for record in records] == given
    assert given == ["differences", "theme", "differences-2", "differences-toolkit"]


def test_a_short_address_is_absolute(settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"

    assert short_address("neglect") == "https://portal.example.org/t/neglect"
    assert short_address("neglect", "parents") == "https://portal.example.org/t/neglect/parents"


@pytest.mark.django_db
def test_the_codes_of_many_records_cost_one_query(django_assert_num_queries):
    themes = [make_theme(title=f"Theme {number}") for number in range(30)]

    with django_assert_num_queries(1):
        codes = codes_of(themes)

    assert codes == {theme.pk: f"theme-{number}" for number, theme in enumerate(themes)}
    assert codes_of([]) == {}
