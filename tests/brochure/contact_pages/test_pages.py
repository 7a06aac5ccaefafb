"""The page on which a saved page is compared with the contacts: what differs is proposed, and never live at once."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.models import ContactChange, ContactPoint
from hscp.brochure.contact_pages.comparing import compare_page
from hscp.brochure.contact_pages.sections import facts_in, read_sections
from hscp.records.state import State
from tests.brochure.converting.word_files import WordFile
from tests.effort import is_linear
from tests.factories import make_contact_point, make_pathway, make_staff, make_theme
from themes.models import Process

pytestmark = pytest.mark.django_db
ADDRESS = reverse("admin:brochure_importrun_contacts")
PAGE = """<html><body><main><h1>Themes and processes</h1>
<h2>Position of trust</h2><p>Ask the Local Authority Designated Officer (LADO):</p><p>Tel: 01962 845678</p>
<p>Email: <a href="mailto:child.protection@hants.gov.uk">child.protection@hants.gov.uk</a></p>
<h2>Mental health</h2><p>Hampshire CAMHS answers on 0300 304 0050.</p>
<h2>Private fostering</h2><p>Somebody minds a child.</p><h3>Help and advice</h3><p>Call 0300 123 6633 or ring 101.</p>
</main></body></html>"""


@pytest.fixture
def lado(db):
    pathway = make_pathway(title="Local Authority Designated Officer (LADO)", aliases="LADO")
    make_contact_point(pathway, value="01962 876364", label="LADO")
    make_contact_point(pathway, kind="email", value="child.protection@hants.gov.uk", label="")
    return pathway


@pytest.fixture
def camhs(db):
    pathway = make_pathway(title="Hampshire CAMHS")
    make_contact_point(pathway, value="0300 304 0050")
    return pathway


@pytest.fixture
def editor(client, db):
    person = make_staff()
    person.groups.set(Group.objects.filter(name="Editor"))
    client.force_login(person)
    client.person = person
    return client


def upload(client, page=PAGE, name="themes.html"):
    content = page if isinstance(page, bytes) else page.encode()
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def choose(client, response, **choices):
    return client.post(ADDRESS, {"carried": response.context["carried"], **choices}, follow=True)


def fact(response, value):
    """Return the name of the choice about a number."""
    return next(field.name for found, field in response.context["new"] if found.fact.value == value)


def new(response):
    return [(found.fact.value, str(found.pathway or "")) for found, _ in response.context["new"]]


def test_the_page_says_what_is_the_same_what_is_new_and_for_whom(editor, lado, camhs):
    response = upload(editor)

    comparison = response.context["comparison"]
    assert [found.fact.value for found in comparison.same] == [
        "child.protection@hants.gov.uk",
        "0300 304 0050",
    ]
    assert new(response) == [("01962 845678", str(lado)), ("0300 123 6633", ""), ("101", "")]
    assert [str(point) for point in comparison.new[0].instead] == ["LADO: 01962 876364"]
    assert [str(point) for point in comparison.missing] == ["LADO: 01962 876364"]
    assert ContactChange.objects.count() == 0


def test_a_number_goes_to_a_second_person_and_the_public_sees_the_old_one(editor, lado, camhs):
    point = lado.contact_points.get(kind="phone")

    response = upload(editor)
    chosen = {
        fact(response, "01962 845678"): f"point-{point.pk}",
        fact(response, "0300 123 6633"): f"pathway-{camhs.pk}",
    }
    # A second press of the button, or a press after going back, proposes nothing more.
    for _ in range(3):
        choose(editor, response, **chosen)

    change, addition = ContactChange.objects.order_by("pk")
    assert (change.action, change.contact_point, change.after["value"], change.state) == (
        "change",
        point,
        "01962 845678",
        "waiting",
    )
    assert (addition.action, addition.pathway, addition.after["value"]) == ("add", camhs, "0300 123 6633")
    assert change.after["source"].startswith("themes.html, read on ")
    assert change.proposed_by == editor.person
    assert ContactPoint.objects.get(pk=point.pk).value == "01962 876364"
    assert "01962 845678" not in editor.get(lado.get_absolute_url()).text
    # What waits is not offered a second time.
    assert new(upload(editor)) == [("101", "")]


def test_nothing_is_proposed_that_was_not_chosen(editor, lado, camhs):
    response = choose(editor, upload(editor))

    assert ContactChange.objects.count() == 0
    assert "Nothing was chosen" in response.text


def test_only_what_is_offered_is_taken(editor, lado, camhs):
    other = make_contact_point(camhs, value="01962 111222")

    page = upload(editor)
    response = choose(editor, page, **{fact(page, "01962 845678"): f"point-{other.pk}"})

    assert "Choose only from what is offered" in response.text
    assert ContactChange.objects.count() == 0


def test_a_section_without_a_record_becomes_a_draft_process(editor, lado):
    make_theme(title="Mental health")
    response = upload(editor)
    names = {section.title: field.name for section, field in response.context["unknown"]}
    titles = list(names)

    choose(editor, response, **{names["Private fostering"]: "on"})

    assert titles == ["Position of trust", "Private fostering"]
    process = Process.objects.get()
    assert (process.title, process.state) == ("Private fostering", State.DRAFT)
    assert list(process.sections.values_list("heading", "body")) == [
        ("What it says", "<p>Somebody minds a child.</p>"),
        ("Help and advice", "<p>Call 0300 123 6633 or ring 101.</p>"),
    ]
    assert ContactChange.objects.count() == 0


def test_a_word_file_and_a_text_say_the_same(editor, lado, camhs):
    word = WordFile()
    word.document.add_heading("Position of trust", 2)
    word.document.add_paragraph("Ask the Local Authority Designated Officer (LADO):")
    word.document.add_paragraph("Tel: 01962 845678")
    text = "Position of trust\n\nAsk the Local Authority Designated Officer (LADO):\n\nTel: 01962 845678\n"

    for content, name in ((word.saved(), "page.docx"), (text, "page.txt")):
        assert new(upload(editor, content, name)) == [("01962 845678", str(lado))]


def test_a_page_without_marks_of_headings_gives_the_numbers_that_are_known(editor, lado, camhs):
    fostering = make_pathway(title="Private fostering")
    make_contact_point(fostering, value="0300 555 1384")
    lines = (settings.BASE_DIR / "tests/brochure/contact_pages/page.txt").read_text().split("\n")

    comparison = compare_page(read_sections(lines))

    assert [found.fact.value for found in comparison.new] == []
    assert len(comparison.same) == 4


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"  \n \n", "no text"),
        (b"<html><body><img src='x'></body></html>", "no text"),
        (b"a" * 600_000, "too long"),
        (b"Call 01962 876364.\nCall 01962 876365.\n" * 200, "too long"),
        (b"", "empty"),
        (b"\0" * 9, "binary data"),
        (b"%PDF-broken", "PDF"),
    ],
)
def test_what_cannot_be_read_is_refused(editor, page, words):
    response = upload(editor, page, "page.pdf")

    assert words in response.context["form"].errors["file"][0]


def test_who_may_not_propose_may_not_compare(client, db):
    person = make_staff()
    person.user_permissions.add(Permission.objects.get(codename="view_pathway"))
    client.force_login(person)

    assert (client.get(ADDRESS).status_code, upload(client).status_code) == (403, 403)


def test_another_person_cannot_send_what_was_carried(editor, lado, camhs, django_user_model):
    response = upload(editor)
    editor.force_login(make_staff(is_superuser=True))

    answer = choose(editor, response, **{fact(response, "101"): f"pathway-{camhs.pk}"})

    assert "out of date" in answer.text
    assert ContactChange.objects.count() == 0


def test_the_list_of_contacts_leads_here(editor):
    page = editor.get(reverse("admin:contacts_pathway_changelist"))

    assert f'href="{ADDRESS}' in page.text


@pytest.mark.parametrize("count", [1, 30])
def test_comparing_costs_as_many_queries_for_few_as_for_many(count, lado, django_assert_num_queries):
    for number in range(count):
        make_contact_point(make_pathway(), value=f"01962 8763{number:02}")
    lines = [f"Call 01962 8453{number:02}" for number in range(count)]

    with django_assert_num_queries(9):
        compare_page(read_sections(lines))


def test_the_same_number_twice_for_one_contact_is_one_choice(lado):
    lines = ["LADO: 01962 845678", "", "Ring the LADO on 01962 845678", "", "Or 01962 876364 ext 45"]

    comparison = compare_page(read_sections(lines))

    assert [found.fact.value for found in comparison.new] == ["01962 845678", "01962 876364 ext. 45"]


def test_pages_made_to_hold_the_process_take_no_longer_than_their_length():
    assert is_linear(lambda size: facts_in("a@b.cd " * size, 1), 200)
    assert is_linear(lambda size: compare_page(read_sections(["word 01962 845678"] * size)), 20)
