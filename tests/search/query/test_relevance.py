"""The judged queries, against the starter content: the figures may rise, not fall."""

from pathlib import Path

import pytest
import yaml

from hscp.search.query.find import search

JUDGEMENTS = yaml.safe_load((Path(__file__).parent / "judgements.yaml").read_text())
# At least this much of: right at rank one, right within three, and the mean of 1 / rank.
LEAST = {
    "exact": (0.97, 1.0, 0.98),
    "acronym": (0.97, 1.0, 0.98),
    "misspelt": (0.93, 0.97, 0.95),
    "plain_language": (0.91, 0.97, 0.94),
    "audience": (0.80, 0.95, 0.88),
    "no_result": (0.95, 0.95, 0.95),
}

pytestmark = pytest.mark.django_db


def place(query, want):
    """Return the rank of the first wanted record among the results, 0 if it is not there; 1 for a right "nothing"."""
    results = search(query, page_size=50)
    if not want:
        return int(results.total == 0)
    for number, hit in enumerate(results.hits, 1):
        name = f"{hit.kind}: {hit.title}"
        group = hit.audiences[0].value if hit.audiences else ""
        if name in want or f"{name} @{group}" in want:
            return number
    return 0


def figures(queries):
    """Return (success at 1, success at 3, mean reciprocal rank) of the judged queries."""
    places = [place(each["q"], each.get("want")) for each in queries]
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


def test_overall_success_within_three_is_as_required(starter_content):
    reached = figures([each for queries in JUDGEMENTS.values() for each in queries])

    assert reached[1] >= 0.95
    assert sum(map(len, JUDGEMENTS.values())) >= 120


def test_every_wanted_record_exists(starter_content):
    from hscp.search.models import SearchDocument

    known = {f"{kind}: {title}" for kind, title in SearchDocument.objects.values_list("kind", "title")}
    wanted = {
        want.split(" @")[0]
        for queries in JUDGEMENTS.values()
        for each in queries
        for want in each.get("want", [])
    }

    assert sorted(wanted - known) == []
