"""A record that a document names anew: asked about, renamed once an editor says so, and never guessed in silence."""

import pytest

from hscp.brochure.importing.applying import apply_plan
from hscp.brochure.importing.import_runs import start_run
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import ImportRun
from hscp.models import OldAddress
from tests.brochure.importing.test_admin import plan_page
from tests.brochure.read_brochures import document, pack, resource, toolkit
from tests.factories import make_staff
from themes.models import Theme

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
