"""The comments of a period, with nothing beside them that would tell who wrote one."""

from collections import defaultdict
from dataclasses import dataclass

from training.enums import EvaluationMoment
from training.follow_up.comment_words import has_word, most_used, speaks_of
from training.follow_up.evaluation import FEWEST_ANSWERS
from training.models import CommentTheme
from training.reports.figures import evaluations

SHOWN = 200


@dataclass(frozen=True)
class Comment:
    """A comment: its course, or "" where few people answered about it, when it was asked for, and its text."""

    course: str
    moment: str
    text: str


@dataclass(frozen=True)
class Comments:
    """What people wrote. `themes` are (CommentTheme, how many speak of it), `words` (word or phrase, how many have it);
    `shown` are the Comments that were asked for, at most SHOWN, of `found`; `all` is how many there are."""

    themes: list
    words: list
    shown: list
    found: int
    all: int


def comments(period, *, theme=None, word="", at=None):
    """Return the Comments of `period`; with `theme` (the id of a CommentTheme) or `word` only those that speak of it. Three queries."""
    answers = evaluations(period, at)
    few = _of_few(answers)
    written = [
        Comment("" if title in few else title, EvaluationMoment(moment).label, text)
        for title, moment, text in answers.exclude(comment="").values_list(
            "session__course__title", "moment", "comment"
        )
    ]
    # In the order of their words: that of their coming would tell who may have written what.
    written.sort(key=lambda each: (each.text.casefold(), each.moment))
    kept = list(CommentTheme.objects.all())
    counts = [(each, sum(speaks_of(one.text, each) for one in written)) for each in kept]
    found = written
    if theme := next((each for each in kept if each.pk == theme), None):
        found = [one for one in found if speaks_of(one.text, theme)]
    if word:
        found = [one for one in found if has_word(one.text, word)]
    return Comments(counts, most_used([one.text for one in written]), found[:SHOWN], len(found), len(written))


def _of_few(answers):
    """Return the titles of courses that few people answered about."""
    numbers = defaultdict(int)
    for title in answers.values_list("session__course__title", flat=True):
        numbers[title] += 1
    return {title for title, number in numbers.items() if number < FEWEST_ANSWERS}
