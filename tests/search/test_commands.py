"""rebuild_search, and what the starter content teaches search."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from hscp.brochure.starter.search import load_search
from hscp.search.enums import Reader
from hscp.search.index.documents import refresh
from hscp.search.models import (
    CrisisAnswer,
    CrisisCard,
    EverydayPhrases,
    Place,
    SearchDocument,
    Synonym,
    phrases,
)
from hscp.search.query.find import search
from tests.factories import make_resource

CONTENT = Path(settings.BASE_DIR) / "content"
SYNONYMS = CONTENT / "synonyms.yaml"


def run(*arguments):
    output = StringIO()
    call_command("rebuild_search", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.django_db(transaction=True)
def test_rebuilding_brings_in_what_was_forgotten(index_directory):
    record = make_resource(title="Marmalade")

    output = run()

    assert output == "1 documents changed. The index holds 1.\n"
    assert search("marmalade").hits[0].object_id == record.pk
    assert run() == "0 documents changed. The index holds 1.\n"


@pytest.mark.django_db(transaction=True)
def test_checking_names_what_differs_and_changes_nothing(index_directory):
    record = make_resource(title="Marmalade")

    with pytest.raises(CommandError, match="1 documents differ"):
        run("--check")

    assert not SearchDocument.objects.exists()
    refresh(record)
    assert run("--check") == "The search documents and the index are what the records say.\n"


@pytest.mark.django_db(transaction=True)
def test_what_is_in_step_is_left_alone_if_asked(index_directory):
    make_resource(title="Marmalade")

    assert run("--if-needed") == "1 documents changed. The index holds 1.\n"
    assert run("--if-needed") == ""


@pytest.mark.django_db(transaction=True)
def test_checking_sees_an_index_that_differs_from_the_table(index_directory):
    record = make_resource(title="Marmalade")
    refresh(record)
    search("marmalade")
    SearchDocument.objects.update(sequence=7)

    with pytest.raises(CommandError, match="1 documents differ"):
        run("--check")

    run()
    assert run("--check").startswith("The search documents")


@pytest.mark.django_db
def test_what_search_is_taught_is_added_once_and_editors_changes_kept():
    added = load_search(CONTENT)
    mine = Synonym.objects.first()
    mine.means = "Marmalade"
    mine.save()
    Place.objects.all().delete()

    assert added["Synonyms"] == Synonym.objects.count() == len(yaml.safe_load(SYNONYMS.read_text()))
    assert load_search(CONTENT) == {}
    mine.refresh_from_db()
    assert mine.means == "Marmalade"
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_every_record_that_the_starter_content_teaches_search_of_is_there(starter_loaded):
    phrases_file, crises, places = (
        yaml.safe_load((CONTENT / f"{name}.yaml").read_text()) for name in ("phrases", "crises", "places")
    )

    assert EverydayPhrases.objects.count() == len(phrases_file)
    assert CrisisAnswer.objects.count() == sum(
        len(records) for card in crises for records in card["answers"].values()
    )
    assert Place.objects.exclude(document=None).count() == sum("contact" in place for place in places)


@pytest.mark.django_db
def test_every_crisis_card_answers_whoever_asks(starter_loaded):
    cards = CrisisCard.objects.prefetch_related("answers")

    without = [
        card.name for card in cards if Reader.ANYONE not in {each.reader for each in card.answers.all()}
    ]

    assert without == []


@pytest.mark.django_db
def test_starter_synonyms_mean_something_that_is_found(starter_loaded):
    dead = [
        (synonym.words.splitlines()[0], meant)
        for synonym in Synonym.objects.all()
        for meant in phrases(synonym.means)
        if not search(f'"{meant}"', correct=False).total
    ]

    assert dead == []


def test_starter_synonyms_say_no_phrase_twice():
    said = [phrase for entry in yaml.safe_load(SYNONYMS.read_text()) for phrase in entry["words"]]

    assert sorted(phrase for phrase in set(said) if said.count(phrase) > 1) == []
