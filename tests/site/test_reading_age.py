"""The pages for parents and for young people, as they open: plain enough for who reads them, and in their own words.

NHS.UK writes for a reading age of 9 to 11, since that is what most adults read with ease, and all of them under stress.
A page for young people is held to 9 (grade 4), the youngest who come alone; a page for parents to 10 (grade 5). No single
sentence is beyond a reading age of 14 (grade 9), or longer than GOV.UK's 25 words.
"""

import re

import pytest
from django.urls import reverse

from contacts.models import Pathway
from tests.reading_age import AGE_OF_GRADE, Sentence, grade, hardest, sentences, syllables_of, whole
from themes.models import Situation

YOUNG, PARENTS, ONE_SENTENCE = 4, 5, 9
MOST_WORDS = 25
# What professionals say to each other. The first five stand in the brief of the partnership's own readers.
PROFESSIONAL = re.compile(
    r"\b(pathways?|referrals?|refer|LADO|thresholds?|safeguarding|disclos\w+|multi-agency|statutory|practitioners?|"
    r"professionals?|early help|when (not )?to use it|intervention|agenc(y|ies)|perpetrators?|levels? of need)\b",
    re.IGNORECASE,
)

pytestmark = pytest.mark.django_db


def faults_of(client, path, level):
    # Where a number was found, on the contact's own page, is a reference for those who check it.
    page = re.sub(r'<p class="portal-contact__checked">.*?</p>', "", client.get(path).text, flags=re.DOTALL)
    # Code for those who run other sites.
    page = re.sub(r"<pre .*?</pre>", "", page, flags=re.DOTALL)
    found = whole(sentences(page))
    faults = []
    if grade(found) > level:
        worst = "\n  ".join(hardest(found))
        faults.append(f"{path} is for an age of {grade(found) + AGE_OF_GRADE:.1f}:\n  {worst}")
    # A short line with the name of a service in it is no sentence to simplify.
    hard = [each for each in found if each.grade > ONE_SENTENCE and len(each.words) > 8]
    faults += [f"{path}: {line}" for line in hardest(hard)]
    faults += [f"{path}: {each.text}" for each in found if len(each.words) > MOST_WORDS]
    return faults


def test_every_page_for_families_can_be_read_at_the_age_it_is_for(client, starter_loaded):
    paths = {reverse("site:children_and_young_people"): YOUNG, reverse("site:parents_and_carers"): PARENTS}
    paths |= {situation.get_absolute_url(): PARENTS for situation in Situation.objects.live()}
    for pathway in Pathway.objects.live().filter(for_professionals=False):
        paths[pathway.get_absolute_url()] = PARENTS if pathway.for_public else YOUNG

    faults = [fault for path, level in paths.items() for fault in faults_of(client, path, level)]

    assert "\n".join(faults) == ""
    assert len(paths) > 25


def test_young_people_meet_no_word_that_only_professionals_use(client, starter_loaded):
    page = client.get(reverse("site:children_and_young_people")).text
    main = " ".join(each.text for each in sentences(page))

    assert [found[0] for found in PROFESSIONAL.finditer(main)] == []
    assert "When to use it" not in page


@pytest.mark.parametrize("situation", range(17))
def test_every_worry_leads_to_help_that_exists(starter_loaded, situation):
    one = Situation.objects.live().order_by("order")[situation]

    assert Situation.refusals([one.pk]) == {}


# The measure itself


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("child", 1),
        ("safe", 1),
        ("helped", 1),
        ("wanted", 2),
        ("people", 2),
        ("changes", 2),
        ("being", 2),
        ("somebody", 3),
        ("teacher", 2),
        ("police", 2),
        ("exploited", 3),
        ("NHS", 3),
    ],
)
def test_syllables_are_counted_by_their_vowels(word, number):
    assert syllables_of(word) == number


def test_the_grade_is_kincaids():
    # 9 words, 11 syllables: 0.39 * 9 + 11.8 * 11 / 9 - 15.59
    [sentence] = sentences("<main><p>The teacher and the children sat in the sun.</p></main>")

    assert sentence.grade == pytest.approx(0.39 * 9 + 11.8 * 11 / 9 - 15.59)
    assert grade([sentence, Sentence("Go.")]) < sentence.grade


def test_only_what_is_read_is_measured_and_blocks_end_sentences():
    page = """<nav>Menu</nav><main><nav>On this page</nav><h2>Call us</h2><p>Call
      <a href="tel:1">0800 1111</a> now, or write to help@example.org.</p><ul><li>One</li><li>Two. Three!</li></ul>
      <button>Exit</button></main><footer>Foot</footer>"""

    assert [each.text for each in sentences(page)] == [
        "Call us",
        "Call 0800 1111 now, or write to",
        "One",
        "Two.",
        "Three!",
    ]
