"""The editors' form of a wording: beside the English, with nothing lost, and no contact detail in it."""

import pytest

from hscp.editing.models import Draft
from hscp.languages.models import Wording
from hscp.records.publishing import change_state
from hscp.records.saving import CannotPublish, content_change
from hscp.records.state import State
from tests.admin.pages import address, filled_in
from tests.factories import make_language, make_pathway, make_theme, make_toolkit, make_wording

pytestmark = pytest.mark.django_db
ADD = "/admin/languages/wording/add/"


@pytest.fixture
def toolkit():
    return make_toolkit(
        title="Neglect", slug="neglect", summary="What neglect is.", audience_group="parents_and_carers"
    )


def begin(client, toolkit, code="pl", **fields):
    """Return the answer to adding a wording of `toolkit` by the form that its own form leads to."""
    make_language(code)
    form = client.get(ADD, {"english_page": toolkit.get_absolute_url()})
    language = make_language(code).pk
    return client.post(ADD, filled_in(form, **{"title": "Zaniedbanie", "language": language, **fields}))


def test_the_form_of_a_record_leads_to_a_new_wording(editor, toolkit):
    html = editor.get(address(toolkit, "change")).content.decode()

    assert 'href="/admin/languages/wording/add/?english_page=%2Ftoolkits%2Fneglect%2F"' in html
    assert "It is there in English alone." in html


def test_the_form_of_a_record_says_how_its_wordings_stand(editor, toolkit):
    make_wording(toolkit, title="Zaniedbanie", state=State.DRAFT)
    make_wording(toolkit, "ur", title="نظراندازی")
    with content_change() as change:
        toolkit.summary = "Something else."
        change.save(toolkit)

    html = editor.get(address(toolkit, "change")).content.decode()

    assert "Polish: " in html
    assert "(Draft, behind the English since " in html
    assert '<span lang="ur" dir="rtl">نظراندازی</span>' in html


def test_what_is_for_professionals_alone_has_none(editor):
    toolkit = make_toolkit(slug="work")

    html = editor.get(address(toolkit, "change")).content.decode()
    assert "It is for professionals." in html
    assert "english_page=" not in html

    assert "It is for professionals." in begin(editor, toolkit).content.decode()
    assert (
        "It is for professionals."
        in begin(editor, make_pathway(for_public=False, for_professionals=True)).content.decode()
    )
    assert Wording.objects.count() == 0


def test_an_editor_begins_one_beside_the_english(editor, toolkit):
    page = editor.get(ADD, {"english_page": "/toolkits/neglect/"}).content.decode()
    assert "What neglect is." in page[page.index("admin-english") :]

    assert begin(editor, toolkit).status_code == 302

    wording = Wording.objects.get()
    assert (wording.english, wording.language.code, wording.state) == (toolkit, "pl", State.DRAFT)
    assert wording.made_from == {"title": "Neglect", "summary": "What neglect is.", "body": "", "message": ""}
    assert wording.slug == f"toolkit-{toolkit.pk}-pl"


@pytest.mark.parametrize(
    "page",
    ["", "/", "/nowhere/", "/toolkits/", "/toolkits/other/", "javascript:alert(1)", "\x00", "/processes/x/"],
)
def test_an_address_of_no_such_page_is_refused(editor, page):
    language = make_language("pl").pk

    html = editor.post(
        ADD, {"english_page": page, "language": language, "title": "T", "state": "draft"}
    ).content.decode()

    assert "english_page" in html
    assert Wording.objects.count() == 0


def test_a_whole_address_is_taken_too(editor, toolkit):
    form = editor.get(ADD, {"english_page": "https://portal.example/toolkits/neglect/?x=1#top"})

    assert "What neglect is." in form.content.decode()


def test_one_page_is_there_once_in_a_language(editor, toolkit):
    make_wording(toolkit)

    assert "This page is there in this language already" in begin(editor, toolkit).content.decode()


@pytest.mark.parametrize("name", ["title", "summary", "body", "message"])
def test_a_number_in_any_text_is_refused_and_nothing_typed_is_lost(editor, toolkit, name):
    typed = "<p>Zadzwoń 01962 845000</p>" if name == "body" else "Zadzwoń 01962 845000"

    html = begin(editor, toolkit, **{"aliases": "Inna nazwa", name: typed}).content.decode()

    assert "looks like a telephone number" in html
    assert "Inna nazwa" in html
    assert "01962 845000" in html
    assert Wording.objects.count() == 0


def test_nothing_is_published_that_nobody_has_written(publisher, toolkit):
    html = begin(publisher, toolkit, state=State.PUBLISHED).content.decode()
    assert "Say who wrote it, an agency or a team." in html

    assert begin(publisher, toolkit, state=State.PUBLISHED, translator="An agency").status_code == 302
    assert Wording.objects.live().count() == 1


def test_publishing_by_the_list_asks_the_same(publisher, toolkit):
    wording = make_wording(toolkit, state=State.DRAFT, translator="")

    response = publisher.post(
        "/admin/languages/wording/",
        {"action": "publish", "_selected_action": [wording.pk]},
        follow=True,
    )

    assert Wording.objects.live().count() == 0
    assert "Say who wrote it, an agency or a team." in response.content.decode()


def test_what_holds_a_number_is_not_published_by_the_list_either(publisher, toolkit):
    wording = make_wording(toolkit, state=State.DRAFT, summary="01962 845000")

    response = publisher.post(
        "/admin/languages/wording/", {"action": "publish", "_selected_action": [wording.pk]}, follow=True
    )

    assert Wording.objects.live().count() == 0
    assert "Take out “01962 845000”" in response.content.decode()


def test_no_other_way_publishes_what_nobody_wrote(toolkit):
    wording = make_wording(toolkit, state=State.DRAFT, translator="")

    with pytest.raises(CannotPublish, match="Say who wrote it"):
        change_state(queryset=Wording.objects.filter(pk=wording.pk), state=State.PUBLISHED, by=None)


def test_english_that_changes_while_it_is_translated_is_not_passed_over(editor, toolkit):
    make_language("pl")
    form = editor.get(ADD, {"english_page": "/toolkits/neglect/"})
    with content_change() as change:
        toolkit.summary = "What neglect is, and what it does."
        change.save(toolkit)
    typed = filled_in(form, title="Zaniedbanie", language=make_language("pl").pk)

    refused = editor.post(ADD, typed)
    html = refused.content.decode()
    assert "The English has changed since this form was opened." in html
    assert "and what it does." in html
    assert Wording.objects.count() == 0

    # Having looked, they save again.
    assert editor.post(ADD, filled_in(refused)).status_code == 302
    assert Wording.objects.get().made_from["summary"] == "What neglect is, and what it does."


def test_an_editor_sees_what_changed_and_says_that_it_is_up_to_date(editor, toolkit):
    wording = make_wording(toolkit, title="Zaniedbanie", state=State.DRAFT)
    with content_change() as change:
        toolkit.summary = "What neglect does."
        change.save(toolkit)
    form = editor.get(address(wording, "change"))
    html = form.content.decode()
    assert "<ins>does</ins>" in html
    assert "<del>is</del>" in html or "<del>neglect is</del>" in html or "<del> is</del>" in html

    editor.post(address(wording, "change"), filled_in(form, summary="Nowe"))
    assert Wording.objects.get().is_outdated

    form = editor.get(address(wording, "change"))
    editor.post(address(wording, "change"), filled_in(form, up_to_date="on"))
    assert not Wording.objects.get().is_outdated
    assert "up_to_date" not in editor.get(address(wording, "change")).content.decode()


def test_a_draft_of_what_is_live_keeps_that_it_is_up_to_date(editor, publisher, toolkit):
    wording = make_wording(toolkit, title="Zaniedbanie")
    with content_change() as change:
        toolkit.summary = "What neglect does."
        change.save(toolkit)
    form = editor.get(address(wording, "change"))
    editor.post(address(wording, "change"), filled_in(form, summary="Nowe", up_to_date="on", _draft="1"))
    assert Draft.objects.count() == 1
    assert Wording.objects.get().is_outdated

    page = publisher.get(address(wording, "draft"))
    publisher.post(address(wording, "draft"), {"publish": "1", "seen": page.context["seen"]})

    wording = Wording.objects.get()
    assert (wording.summary, wording.is_outdated) == ("Nowe", False)


def test_the_language_of_the_texts_is_told_to_the_boxes(editor, toolkit):
    wording = make_wording(toolkit, "ur", state=State.DRAFT)

    html = editor.get(address(wording, "change")).content.decode()

    assert 'dir="rtl"' in html[html.index('name="title"') : html.index('name="title"') + 300]
    assert 'data-direction="rtl"' in html


def test_it_is_previewed_before_anybody_sees_it(editor, client, toolkit):
    wording = make_wording(toolkit, "ur", title="نظراندازی", state=State.DRAFT)

    html = editor.get(address(wording, "preview")).content.decode()

    assert '<html lang="ur" dir="rtl"' in html
    assert "نظراندازی" in html
    assert client.get(wording.get_absolute_url()).status_code == 404


def test_those_that_are_behind_are_found(editor, toolkit):
    make_wording(toolkit, title="Zaniedbanie")
    make_wording(make_theme(), title="Temat")
    with content_change() as change:
        toolkit.summary = "Something else."
        change.save(toolkit)

    html = editor.get("/admin/languages/wording/", {"english": "behind"}).content.decode()
    assert ("Zaniedbanie" in html, "Temat" in html) == (True, False)
    start = editor.get("/admin/").content.decode()
    assert "Behind the English" in start
    assert "/admin/languages/wording/?english=behind" in start


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_makes_as_many_queries_for_one_as_for_thirty(editor, django_assert_num_queries, count):
    for _ in range(count):
        make_wording(make_toolkit(audience_group="parents_and_carers"))
    editor.get("/admin/languages/wording/")

    with django_assert_num_queries(10):
        editor.get("/admin/languages/wording/")


def test_it_is_brought_back_as_it_was(publisher, toolkit):
    begin(publisher, toolkit, summary="Pierwsze")
    wording = Wording.objects.get()
    form = publisher.get(address(wording, "change"))
    publisher.post(address(wording, "change"), filled_in(form, summary="Drugie"))
    html = publisher.get(address(wording, "history")).content.decode()
    assert "Created." in html

    from reversion.models import Version

    first = Version.objects.get_for_object(wording).order_by("pk").first()
    form = publisher.get(address(wording, "revision", first.pk))
    publisher.post(address(wording, "revision", first.pk), filled_in(form))

    assert Wording.objects.get().summary == "Pierwsze"


def test_records_that_become_one_keep_their_wordings(toolkit, person):
    from hscp.records.merging import merge

    other = make_toolkit(title="Neglect too", slug="other", audience_group="parents_and_carers")
    kept = make_wording(toolkit, "pl", title="Zaniedbanie")
    make_wording(other, "pl", title="Drugie")
    moved = make_wording(other, "ur", title="نظراندازی")

    merge(keep=toolkit, drop=other, by=person("publisher"))

    assert {*Wording.objects.of(toolkit)} == {kept, moved}
    assert Wording.objects.count() == 2
