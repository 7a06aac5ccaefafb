"""rebuild_search, and the starter synonyms."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from hscp.brochure.starter.synonyms import load_synonyms
from hscp.search.index.documents import refresh
from hscp.search.models import SearchDocument, Synonym, phrases
from hscp.search.query.find import search
from tests.factories import make_resource

SYNONYMS = Path(settings.BASE_DIR) / "content" / "synonyms.yaml"


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
def test_starter_synonyms_are_added_once_and_editors_changes_kept():
    added = load_synonyms(SYNONYMS)
    mine = Synonym.objects.first()
    mine.means = "Marmalade"
    mine.save()

    assert added == Synonym.objects.count() == len(yaml.safe_load(SYNONYMS.read_text()))
    assert load_synonyms(SYNONYMS) == 0
    mine.refresh_from_db()
    assert mine.means == "Marmalade"


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
