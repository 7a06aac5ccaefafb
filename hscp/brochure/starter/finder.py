"""Loads the starter guided path from content/finder.yaml."""

from collections import Counter

import yaml
from reversion.models import Version

from contacts.enums import ForWhom
from contacts.finder.path import read_path
from contacts.models import FinderAnswer, FinderQuestion, Pathway, ThresholdLevel
from hscp.editing.freshness.review_dates import FirstDates
from hscp.records.rich_text import markdown_to_rich_text
from hscp.records.saving import content_change
from hscp.records.state import State

_DESTINATIONS = {"question", "pathway", "level", "emergency"}


class CannotLoad(ValueError):
    """The guided path cannot be loaded; the text says why."""


def load_finder(path):
    """Add the questions in the YAML file at `path`, published, once per portal; return how many were added.

    After that they belong to the editors, and what they change or delete stays so. Raises CannotLoad, and adds nothing,
    if an answer leads to a contact or a level that the portal does not have or does not show.
    """
    if FinderQuestion.objects.exists() or Version.objects.get_for_model(FinderQuestion).exists():
        return 0
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    with content_change(comment="Loaded starter content: the guided path.") as change:
        dates = FirstDates(Counter({FinderQuestion: len(entries)}))
        questions = {entry["title"]: _question(entry, dates, first=entry is entries[0]) for entry in entries}
        change.touched(*questions.values())
        targets = {
            "question": questions,
            "pathway": {pathway.title: pathway for pathway in Pathway.objects.all()},
            "level": {level.number: level for level in ThresholdLevel.objects.all()},
        }
        for entry in entries:
            for order, answer in enumerate(entry["answers"]):
                FinderAnswer.objects.create(
                    question=questions[entry["title"]],
                    text=answer["text"],
                    order=order,
                    reader=answer.get("reader", ForWhom.EVERYONE),
                    **_destination(answer, targets),
                )
        if problems := [problem.text for problem in read_path().problems() if problem.refuses]:
            raise CannotLoad(f"The guided path was not loaded. {' '.join(problems)}")
    return len(questions)


def _question(entry, dates, *, first):
    return FinderQuestion.objects.create(
        review_date=dates.date_of(FinderQuestion()),
        title=entry["title"],
        slug=entry["address"],
        hint=markdown_to_rich_text(entry["hint"]),
        is_first=first,
        state=State.PUBLISHED,
    )


def _destination(answer, targets):
    """Return the fields of an answer that hold its destination."""
    [kind] = _DESTINATIONS & answer.keys()
    if kind == "emergency":
        return {"emergency": True}
    record = targets[kind].get(answer[kind])
    if record is None:
        raise CannotLoad(
            f"The guided path was not loaded: the answer “{answer['text']}” leads to the {kind} “{answer[kind]}”, "
            "which is not on this site."
        )
    return {"next_question" if kind == "question" else kind: record}
