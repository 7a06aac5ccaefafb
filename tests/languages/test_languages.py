"""Languages, as editors add them."""

import pytest
from django.core.exceptions import ValidationError

from hscp.languages.known import KNOWN_LANGUAGES
from hscp.languages.models import Language, validate_code
from tests.factories import make_language, make_toolkit, make_wording

pytestmark = pytest.mark.django_db
ADD = "/admin/languages/language/add/"


def add(client, code, **fields):
    return client.post(
        ADD, {"code": code, "name": "", "own_name": "", "direction": "", "in_use": "on", **fields}
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("pl", ("pl", "Polish", "Polski", "ltr")),
        ("UR", ("ur", "Urdu", "اردو", "rtl")),
        ("ro", ("ro", "Romanian", "Română", "ltr")),
        ("uk", ("uk", "Ukrainian", "Українська", "ltr")),
        ("ne", ("ne", "Nepali", "नेपाली", "ltr")),
        ("ar", ("ar", "Arabic", "العربيّة", "rtl")),
        ("zh-hans", ("zh-Hans", "Simplified Chinese", "简体中文", "ltr")),
    ],
)
def test_the_code_is_enough_for_a_language_that_is_known(editor, typed, expected):
    assert add(editor, typed).status_code == 302

    language = Language.objects.get(code=expected[0])
    assert (language.code, language.name, language.own_name, language.direction) == expected


def test_another_language_is_named_by_its_editor(editor):
    assert "We do not know this language" in add(editor, "ti").content.decode()

    add(editor, "ti", name="Tigrinya", own_name="ትግርኛ", direction="ltr")

    assert Language.objects.get(code="ti").own_name == "ትግርኛ"


@pytest.mark.parametrize(
    "code", ["", "polish", "e", "p l", "pl_", "pl/x", "<b>", "en", "en-GB", "pl-x-private", "../pl"]
)
def test_what_is_no_code_is_refused(editor, code):
    assert add(editor, code, name="N", own_name="N", direction="ltr").status_code == 200
    assert not Language.objects.exclude(code="easy-read").exists()


@pytest.mark.parametrize("code", ["easy-read", "Easy-Read"])
def test_easy_read_is_there_already(editor, code):
    make_language("easy-read")

    assert add(editor, code, name="N", own_name="N", direction="ltr").status_code == 200


def test_a_language_is_there_once(editor):
    make_language("pl")

    assert "This language is in the list already." in add(editor, "PL").content.decode()


def test_every_known_language_has_a_code_that_may_be_used():
    for code in KNOWN_LANGUAGES:
        validate_code(code)
    assert not any(code.startswith("en") for code in KNOWN_LANGUAGES)


def test_the_model_itself_refuses_what_is_no_code():
    with pytest.raises(ValidationError, match="is not the code of a language"):
        Language(code="polish", name="P", own_name="P").full_clean()


def test_a_language_with_pages_is_not_deleted_but_put_out_of_use(publisher, client):
    wording = make_wording(make_toolkit(slug="neglect", audience_group="parents_and_carers"))
    address = f"/admin/languages/language/{wording.language.pk}/change/"

    page = publisher.get(address.replace("change", "delete")).content.decode()
    assert "Are you sure" not in page
    publisher.post(address, {"name": "Polish", "own_name": "Polski", "direction": "ltr"})

    assert Language.objects.get(code="pl").in_use is False
    assert client.get("/toolkits/neglect/pl/").status_code == 404


def test_the_code_stays_once_it_stands_in_addresses(publisher):
    language = make_language("pl")

    publisher.post(
        f"/admin/languages/language/{language.pk}/change/",
        {"code": "xx", "name": "Polish", "own_name": "Polski", "direction": "ltr", "in_use": "on"},
    )

    assert Language.objects.get(pk=language.pk).code == "pl"


def test_easy_read_is_not_deleted(publisher):
    language = make_language("easy-read")

    assert (
        publisher.post(f"/admin/languages/language/{language.pk}/delete/", {"post": "yes"}).status_code == 403
    )
