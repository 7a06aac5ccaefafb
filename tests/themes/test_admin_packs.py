"""A pack, edited on its theme's page: rows added, moved, removed, refused."""

from hscp.editing.drafts.keeping import draft_of
from hscp.vocabulary import Section
from tests.admin.pages import address, filled_in
from tests.factories import make_course, make_resource, make_theme, make_toolkit, put_in_pack
from themes.models import ThemeResource, ThemeToolkit


def save(client, theme, **changes):
    page = client.get(address(theme, "change"))
    return client.post(address(theme, "change"), filled_in(page, **changes))


def toolkits_of(theme):
    return [row.toolkit.title for row in ThemeToolkit.objects.filter(theme=theme).order_by("order", "pk")]


def test_a_row_is_moved_by_its_number(publisher):
    theme = make_theme()
    for place, title in enumerate(["First", "Second", "Third"], start=1):
        put_in_pack(theme, make_toolkit(title=title), order=place)

    response = save(publisher, theme, **{"themetoolkit_set-2-order": "0"})

    assert response.status_code == 302
    assert toolkits_of(theme) == ["Third", "First", "Second"]


def test_an_emptied_number_keeps_the_row_where_it_is(publisher):
    theme = make_theme()
    row = put_in_pack(theme, make_toolkit(), order=7)

    response = save(publisher, theme, **{"themetoolkit_set-0-order": ""})

    row.refresh_from_db()
    assert (response.status_code, row.order) == (302, 7)


def test_a_new_row_goes_to_the_end(publisher):
    theme = make_theme()
    put_in_pack(theme, make_toolkit(title="There"), order=4)
    added = make_toolkit(title="Added")

    save(
        publisher,
        theme,
        **{
            "themetoolkit_set-TOTAL_FORMS": "2",
            "themetoolkit_set-1-toolkit": str(added.pk),
            "themetoolkit_set-1-order": "0",
            "themetoolkit_set-1-theme": str(theme.pk),
            "themetoolkit_set-1-id": "",
        },
    )

    assert list(ThemeToolkit.objects.values_list("toolkit__title", "order").order_by("order")) == [
        ("There", 4),
        ("Added", 5),
    ]


def test_a_row_is_removed(publisher):
    theme = make_theme()
    put_in_pack(theme, make_course())

    save(publisher, theme, **{"themecourse_set-0-DELETE": "on"})

    assert theme.courses.count() == 0


def test_the_same_toolkit_twice_is_refused_in_plain_words(publisher):
    theme = make_theme()
    toolkit = make_toolkit()
    put_in_pack(theme, toolkit, order=1)
    put_in_pack(theme, make_toolkit(), order=2)

    response = save(publisher, theme, **{"themetoolkit_set-1-toolkit": str(toolkit.pk)})

    assert response.status_code == 200
    # Django 5.2 finds it among the rows of the form, Django 6 by the constraint.
    words = ["Please correct the duplicate data for toolkit.", "This toolkit is in the pack already."]
    assert [line for line in words if line in response.text]
    assert ThemeToolkit.objects.filter(toolkit=toolkit).count() == 1


def test_a_row_of_another_theme_cannot_be_reached_by_its_number(publisher):
    theme, other = make_theme(), make_theme()
    put_in_pack(theme, make_toolkit(), order=1)
    foreign = put_in_pack(other, make_toolkit(), order=5)

    save(publisher, theme, **{"themetoolkit_set-0-id": str(foreign.pk), "themetoolkit_set-0-DELETE": "on"})

    foreign.refresh_from_db()
    assert (foreign.theme, foreign.order) == (other, 5)


def test_rows_cannot_be_moved_to_another_theme(publisher):
    theme, other = make_theme(), make_theme()
    row = put_in_pack(theme, make_toolkit(), order=1)

    save(publisher, theme, **{"themetoolkit_set-0-theme": str(other.pk)})

    row.refresh_from_db()
    assert row.theme == theme


def test_the_resources_are_in_order_of_section_then_position(publisher):
    theme = make_theme()
    for section, place in [(Section.ADDITIONAL, 1), (Section.STRATEGY, 2), (Section.CASE_STUDIES, 1)]:
        put_in_pack(theme, make_resource(), section=section, order=place)
    put_in_pack(theme, make_resource(), section=Section.STRATEGY, order=1)

    page = publisher.get(address(theme, "change"))

    formset = next(
        each.formset for each in page.context["inline_admin_formsets"] if each.formset.model is ThemeResource
    )
    assert [(form.instance.section, form.instance.order) for form in formset.initial_forms] == [
        ("strategy", 1),
        ("strategy", 2),
        ("case_studies", 1),
        ("additional", 1),
    ]


def test_every_box_of_a_row_has_a_name_of_its_own(publisher):
    theme = make_theme()
    put_in_pack(theme, make_resource(), order=1)

    page = publisher.get(address(theme, "change"))

    for name in ["Section, row 1", "Resource, row 1", "Collection, row 1", "Place, row 1"]:
        assert page.text.count(f'aria-label="{name}"') == 1


def test_an_editor_changes_the_pack_of_a_draft_and_that_of_a_live_theme_by_a_draft(editor):
    draft, live = make_theme(state="draft"), make_theme()
    put_in_pack(draft, make_toolkit(), order=1)
    row = put_in_pack(live, make_toolkit(), order=1)

    assert save(editor, draft, **{"themetoolkit_set-0-DELETE": "on"}).status_code == 302
    assert save(editor, live, **{"themetoolkit_set-0-DELETE": "on"}).status_code == 302
    assert list(ThemeToolkit.objects.all()) == [row]
    assert [after for _, after in draft_of(live).changes.values()] == [None]
