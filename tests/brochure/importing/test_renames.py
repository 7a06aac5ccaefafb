"""A record that a document names anew: asked about, renamed once an editor says so, and never guessed in silence."""

import pytest

from hscp.brochure.importing.applying import apply_plan
from hscp.brochure.importing.import_runs import start_run
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import ImportRun
from hscp.models import OldAddress
from tests.brochure.importing.test_admin import plan_page
from tests.brochure.read_brochures import course, document, pack, resource, toolkit
from tests.factories import make_pathway, make_staff
from themes.models import Theme, ThemePathway

pytestmark = pytest.mark.django_db
HELD = [toolkit("Ropes"), toolkit("Anchors"), resource("Harbour Rules")]
OLD = document(pack("Boats", *HELD, introduction="Once."), pack("Ice", order=2))
NEW = document(pack("Life Afloat", *HELD, introduction="Twice."), pack("Ice", order=2))


def bring_in(read, **kwargs):
    return apply_plan(plan_import(read, **kwargs), by=None, state="published")


def test_a_theme_with_the_pack_of_one_no_longer_named_is_asked_about_and_guessed_by_nobody():
    bring_in(OLD)

    plan = plan_import(NEW)
    bring_in(NEW)

    assert [(each.new.title, each.former.title) for each in plan.renames] == [("Life Afloat", "Boats")]
    assert plan.renames[0].reason.startswith("3 of the 3 things")
    assert sorted(Theme.objects.values_list("title", flat=True)) == ["Boats", "Ice", "Life Afloat"]


def test_the_same_record_gets_the_title_and_its_old_address_leads_to_the_new_one():
    bring_in(OLD)
    theme = Theme.objects.get(title="Boats")
    [question] = plan_import(NEW).renames
    answer = {question.key: question.former.pk}

    plan = plan_import(NEW, renamed=answer)
    shown = {each.label: each.new for entry in plan.of("changed") for each in entry.changes}
    bring_in(NEW, renamed=answer)
    again = plan_import(NEW)

    renamed = Theme.objects.get(pk=theme.pk)
    assert (plan.renames, plan.no_longer) == ([], [])
    assert (shown["title"], shown["other names"]) == ("Life Afloat", "Boats")
    assert (renamed.title, renamed.slug, renamed.aliases) == ("Life Afloat", "life-afloat", "Boats")
    assert renamed.introduction == "<p>Twice.</p>"
    assert OldAddress.objects.get().old_path == theme.get_absolute_url()
    assert OldAddress.objects.get().new_path == renamed.get_absolute_url()
    assert again.changes_nothing
    assert (again.conflicts, again.renames, again.no_longer) == ([], [], [])


def test_titles_alike_are_asked_about_for_other_kinds_too_and_strangers_are_not():
    bring_in(document(pack("Boats", toolkit("Safety of boats"), toolkit("Knots"))))

    plan = plan_import(document(pack("Boats", toolkit("Boats of safety"), toolkit("Weather"))))

    assert [(each.new.title, each.former.title) for each in plan.renames] == [
        ("Boats of safety", "Safety of boats")
    ]


HELD_BY = "Both are in the same pack, and share the words “safety boat”."


@pytest.mark.parametrize(("make", "kind"), [(toolkit, "toolkit"), (course, "course"), (resource, "resource")])
def test_records_that_share_words_in_one_pack_are_asked_about(make, kind):
    bring_in(document(pack("Boats", make("A guide to the safety of boats at sea"), make("Knots"))))

    renames = plan_import(
        document(pack("Boats", make("Boat safety on lakes, all you need"), make("Sails")))
    ).renames
    apart = plan_import(
        document(
            pack("Boats", make("Sails")), pack("Ice", make("Boat safety on lakes, all you need"), order=2)
        )
    ).renames

    assert [(each.former.title, each.reason) for each in renames] == [
        ("A guide to the safety of boats at sea", HELD_BY)
    ]
    assert apart == []


@pytest.mark.parametrize("make", [toolkit, course, resource])
def test_records_that_lead_to_one_address_are_asked_about(make):
    where = "https://example.org/knots/"
    bring_in(document(pack("Boats", make("Knots", link=where))))

    [asked] = plan_import(document(pack("Boats", make("Bends and hitches", link=where)))).renames
    other = plan_import(document(pack("Boats", make("Bends and hitches", link=f"{where}more/"))))

    assert (asked.former.title, asked.reason) == ("Knots", "Both lead to the same address.")
    assert other.renames == []


WORDS = (
    "Boats carry children over deep water, and whoever steers one must know the weather, the tide, the harbour and "
    "where help comes from."
)


def test_a_theme_with_the_same_introduction_is_asked_about():
    bring_in(document(pack("Boats", introduction=WORDS), pack("Ice", introduction="Cold.", order=2)))

    [asked] = plan_import(document(pack("Life Afloat", introduction=f"{WORDS} Always."))).renames
    other = plan_import(document(pack("Life Afloat", introduction="Rivers are not lakes.")))

    assert (asked.former.title, asked.reason) == ("Boats", "Their introductions have mostly the same words.")
    assert other.renames == []


def test_what_belongs_to_a_renamed_theme_stays_with_it():
    bring_in(OLD)
    theme = Theme.objects.get(title="Boats")
    theme.sensitive, theme.poster_message = True, "Ask the captain."
    theme.save()
    pathway = make_pathway()
    ThemePathway.objects.create(theme=theme, pathway=pathway)
    [question] = plan_import(NEW).renames

    bring_in(NEW, renamed={question.key: question.former.pk})

    renamed = Theme.objects.get(title="Life Afloat")
    assert (renamed.pk, renamed.sensitive, renamed.poster_message) == (theme.pk, True, "Ask the captain.")
    assert list(renamed.pathways.all()) == [pathway]


def test_the_plan_says_where_a_record_is_used_that_is_no_longer_named(publisher):
    bring_in(
        document(pack("Boats", toolkit("Ropes"), toolkit("Knots")), pack("Ice", toolkit("Ropes"), order=2))
    )
    run = start_run(file_name="lake.md", document=document(pack("Boats", toolkit("Knots"))), by=make_staff())

    used = {each["title"]: each["used_in"] for each in run.plan["no_longer_mentioned"]}

    assert used == {"Ropes (professionals)": ["Boats", "Ice"], "Ice": []}
    assert "<td>Boats; Ice</td>" in publisher.get(plan_page(run)).text


@pytest.mark.parametrize("count", [1, 30])
def test_questions_cost_as_many_queries_for_few_as_for_many(count, django_assert_num_queries):
    names = range(count)
    bring_in(document(pack("Boats", *(toolkit(f"Rope {number}") for number in names))))
    later = document(pack("Boats", *(toolkit(f"Hawser {number}") for number in names)))

    with django_assert_num_queries(21):
        plan_import(later)


def test_a_record_that_the_document_still_names_is_not_asked_about():
    bring_in(OLD)

    plan = plan_import(document(pack("Boats", *HELD), pack("Life Afloat", *HELD, order=2)))

    assert plan.renames == []


def test_an_answer_on_the_plan_page_makes_the_plan_again_and_it_is_agreed_to_after_that(
    publisher, monkeypatch
):
    bring_in(OLD)
    monkeypatch.setattr("hscp.brochure.importing.import_runs.read_brochure", lambda text, **_: NEW)
    run = start_run(file_name="lake.md", document=NEW, by=make_staff())

    def post(**answers):
        page = publisher.get(plan_page(run))
        plan = page.context["form"].initial["plan"]
        data = {"state": "published", "plan": plan, "apply": "1", **answers}
        return publisher.post(plan_page(run), data, follow=True)

    asked = publisher.get(plan_page(run)).text
    shown = post(**{"rename-0": "same"})
    before = Theme.objects.filter(title="Life Afloat").count()
    taken_back = post(**{"renamed-0": "new"})
    post(**{"rename-0": "same"})
    post()

    run = ImportRun.objects.get()
    assert "Is it the former" in asked
    assert "“Boats” becomes “Life Afloat”" in shown.text
    assert before == 0
    assert "Is it the former" in taken_back.text
    assert run.state == "applied"
    assert sorted(Theme.objects.values_list("title", flat=True)) == ["Ice", "Life Afloat"]
