"""The judged queries, against the starter content: the figures may rise, not fall."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from hscp.search.index.schema import exact_key
from hscp.search.models import SearchDocument
from hscp.search.query.english import carries_little
from hscp.search.query.find import search
from hscp.search.query.parsing import to_words

HERE = Path(__file__).parent
JUDGEMENTS = {
    **yaml.safe_load((HERE / "judgements.yaml").read_text()),
    **yaml.safe_load((HERE / "everyday_judgements.yaml").read_text()),
    **yaml.safe_load((HERE / "fresh_judgements.yaml").read_text()),
}
# At least this much of: right at rank one, right within three, and the mean of 1 / rank.
LEAST = {
    "exact": (0.97, 1.0, 0.98),
    "acronym": (0.97, 1.0, 0.98),
    "misspelt": (0.93, 0.97, 0.95),
    "plain_language": (0.91, 0.97, 0.94),
    "audience": (0.80, 0.95, 0.88),
    "no_result": (1.0, 1.0, 1.0),
    "meaning": (0.73, 0.91, 0.80),
    "trade": (0.81, 0.90, 0.85),
    "family": (0.75, 0.89, 0.82),
    "professional": (0.72, 0.93, 0.81),
    "young_person": (0.50, 0.87, 0.67),
    "place_and_year": (0.79, 0.93, 0.86),
    "misspelt_pairs": (0.80, 0.96, 0.87),
    "site": (0.79, 0.87, 0.84),
    "nothing": (0.89, 0.89, 0.89),
    "real_words": (0.80, 0.86, 0.83),
    "fresh_professional": (0.67, 0.92, 0.79),
    "fresh_family": (0.61, 0.80, 0.71),
    "fresh_young_person": (0.82, 0.94, 0.86),
    "fresh_trade": (0.92, 0.96, 0.94),
    "fresh_as_typed": (0.78, 0.93, 0.84),
    "fresh_crisis": (0.68, 0.89, 0.79),
    "fresh_ordinary": (0.75, 1.0, 0.83),
    "fresh_nothing": (0.60, 0.60, 0.60),
}
pytestmark = pytest.mark.django_db


def place(judged):
    """Return the rank of the first wanted record among the results, 0 if it is not there; 1 for a right "nothing".

    Where words must be kept as they are, a search that was respelt has no rank.
    """
    results = search(judged["q"], page_size=50)
    if judged.get("keep") and results.corrected:
        return 0
    want = judged.get("want")
    if not want:
        return int(results.total == 0 or judged.get("keep", False))
    for number, hit in enumerate(results.hits, 1):
        name = f"{hit.kind}: {hit.title}"
        group = hit.audiences[0].value if hit.audiences else ""
        if name in want or f"{name} @{group}" in want:
            return number
    return 0


def figures(queries):
    """Return (success at 1, success at 3, mean reciprocal rank) of the judged queries."""
    places = [place(each) for each in queries]
    total = len(places)
    return (
        sum(found == 1 for found in places) / total,
        sum(0 < found <= 3 for found in places) / total,
        sum(1 / found for found in places if found) / total,
    )


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_figures_do_not_fall(starter_content, name):
    reached = figures(JUDGEMENTS[name])

    assert all(value >= least for value, least in zip(reached, LEAST[name], strict=True)), reached


def test_there_are_enough_judgements():
    assert sum(map(len, JUDGEMENTS.values())) >= 400


def test_every_wanted_record_exists(starter_content):
    known = {f"{kind}: {title}" for kind, title in SearchDocument.objects.values_list("kind", "title")}
    wanted = {
        want.split(" @")[0]
        for queries in JUDGEMENTS.values()
        for each in queries
        for want in each.get("want", [])
    }

    assert sorted(wanted - known) == []


def test_no_phrase_is_a_judged_query():
    judged = {exact_key(each["q"]) for queries in JUDGEMENTS.values() for each in queries}
    phrases = yaml.safe_load((Path(settings.BASE_DIR) / "content" / "phrases.yaml").read_text())

    assert [phrase for entry in phrases for phrase in entry["phrases"] if exact_key(phrase) in judged] == []


def test_no_phrase_is_nearly_a_judged_query():
    """A page of the site is asked for in so few words that writer and judge cannot but use the same."""

    def telling(text):
        return frozenset(word.stem for word in to_words(text) if not carries_little(word))

    judged = [telling(each["q"]) for queries in JUDGEMENTS.values() for each in queries]
    judged = [words for words in judged if len(words) >= 3]
    phrases = yaml.safe_load((Path(settings.BASE_DIR) / "content" / "phrases.yaml").read_text())

    known = {
        phrase: telling(phrase)
        for entry in phrases
        if not entry["record"].startswith("page:")
        for phrase in entry["phrases"]
    }
    assert [
        phrase
        for phrase, said in known.items()
        if any(len(words & said) >= 0.6 * len(words | said) for words in judged)
    ] == []


def test_there_are_enough_phrases():
    phrases = yaml.safe_load((Path(settings.BASE_DIR) / "content" / "phrases.yaml").read_text())

    assert sum(len(entry["phrases"]) >= 30 for entry in phrases) >= 45
