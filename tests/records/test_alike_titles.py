"""What is compared with a new title is all that looks like it, and little else."""

import itertools

from hscp.records.alike_titles import AlikeTitles
from hscp.records.titles import look_alike
from tests.effort import calls_of

TITLES = """
Neglect
Neglect Toolkit
Hampshire Safeguarding Children Partnership
Child Exploitation Risk Assessment Framework (CERAF)
Multi-Agency Risk Assessment Conference (MARAC)
Working Together to Safeguard Children 2018-2023
Information Sharing Advice for Safeguarding Practitioners
Signs of Safety for Schools and Early Years Settings
A Day in the Life of a Child: Babies
Children and Children’s Children
The Who
Graded Care Profile 2 | NSPCC
An Introduction to Trauma Informed Practice
ICON: Babies cry, you can cope
Children who go missing from home or care
Hampshire, Isle of Wight, Portsmouth & Southampton (HIPS) Strategy Child Exploitation 2023-26
HIPS Child Exploitation Strategy
""".strip().splitlines()


def variants(title):
    """Return titles that differ from `title` in one of the ways that look_alike knows, or in others."""
    words = title.split()
    yield title.upper()
    yield f"{title} for schools"
    yield f"{title}: a guide"
    yield f"{title} | NHS"
    yield f"{title} (2026)"
    yield f"{title} local handbook"
    yield f"Introduction to {title}"
    yield "".join(word[0] for word in words).upper()
    yield " ".join(reversed(words))
    yield "".join(words[:2]) + " " + " ".join(words[2:])
    for place in range(len(words)):
        yield " ".join([*words[:place], *words[place + 1 :]]) or "and"
        yield " ".join([*words[:place], "harbour", *words[place + 1 :]])
    for start in range(1, len(words)):
        yield " ".join(words[:start])


def test_no_pair_that_looks_alike_is_missed():
    titles = [
        *TITLES,
        "CERAF",
        "marac",
        "of the",
        "…",
        *(each for title in TITLES for each in variants(title)),
    ]
    alike = AlikeTitles(titles, among=titles)

    candidates = {(one, titles[number]) for one in titles for number in alike.like(one)}

    missed = [
        pair for pair in itertools.product(titles, titles) if pair not in candidates and look_alike(*pair)
    ]
    assert missed == []
    assert len(candidates) < len(titles) ** 2 / 5


def test_a_title_with_no_word_in_common_is_compared_with_none():
    alike = AlikeTitles(TITLES, among=TITLES)

    assert alike.like("Ropes and anchors in winter") == []
    few, many = (
        AlikeTitles([f"Rope {number} of the harbour" for number in range(count)], TITLES)
        for count in (10, 1000)
    )
    assert calls_of(lambda: many.like("Sails for children")) == calls_of(
        lambda: few.like("Sails for children")
    )
