"""The guided path as a whole: the questions, where their answers lead, and what is wrong with it.

The public follows the path without a form, so every route through it must end at a contact, a level of need or 999. The
checks cover what the public can reach, now or later by the dates: questions that are published and not yet past their "show
until". Each needs two answers, each answer must lead to something that is shown for as long as the question is,
no answers may lead round in a circle, and a contact must be meant for the reader who is led to it.
"""

from collections import deque
from dataclasses import dataclass, field

from django.utils import timezone

from contacts.enums import ForWhom
from contacts.models import FinderAnswer, FinderQuestion
from hscp.records.state import State

ANSWERS_NEEDED = 2
# The page with the emergency numbers has this at the end of its address, so no question may.
RESERVED_SLUGS = {"emergency"}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: `kind` in a word or two, `text` with how to put it right, `questions` it concerns (their keys).

    A notice (`refuses` False) stops nobody from saving.
    """

    kind: str
    text: str
    questions: tuple
    refuses: bool = True


@dataclass
class Path:
    """All questions, by key and in the order of the path, with their answers. Made by `read_path`."""

    questions: dict
    answers: dict = field(default_factory=dict)

    def put(self, question, answers=None):
        """Put `question`, and `answers` if given, in place of the stored ones, to see the path as it would be."""
        self.questions[question.pk] = question
        if answers is not None:
            self.answers[question.pk] = answers
        for rows in self.answers.values():
            for answer in rows:
                if answer.next_question_id and answer.next_question_id == question.pk:
                    answer.next_question = question

    def in_force(self, now):
        """Return the questions that the public sees at `now` or may see later, given their dates."""
        return [question for question in self.questions.values() if in_force(question, now)]

    def dead_ends(self, question, now):
        """Return what ends the path at `question`, as a list of Problem."""
        rows = self.answers.get(question.pk, [])
        found = []
        if len(rows) < ANSWERS_NEEDED:
            text = f"“{question}” needs at least two answers: with fewer it is not a question."
            found.append(Problem("Dead end", text, (question.pk,)))
        for answer in rows:
            target = leads_to(answer)
            if why := why_not_shown(target, question, now) or _why_not_for_reader(answer):
                text = f"The answer “{answer}” of “{question}” leads to “{target}”, {why}"
                found.append(Problem("Dead end", text, (question.pk,)))
        return found

    def unreachable(self, question):
        """Return a notice for each contact that the answers of `question` lead to and that gives its reader no way to reach it."""
        return [
            Problem(
                "Nobody to reach",
                f"The answer “{answer}” of “{question}” leads to “{answer.pathway}”, which has no number or address for "
                f"{reader_in_words(answer.reader)} yet. Add one, or let the answer lead elsewhere.",
                (question.pk,),
                refuses=False,
            )
            for answer in self.answers.get(question.pk, [])
            if answer.pathway
            and not any(
                point.value and point.for_whom in {answer.reader, ForWhom.EVERYONE}
                for point in answer.pathway.contact_points.all()
            )
        ]

    def loops(self, now):
        """Return a Problem for each circle among the questions in force; every question in a circle is in one of them."""
        found = []
        for question in self.in_force(now):
            if not any(question.pk in loop.questions for loop in found):
                found += self.loop_through(question.pk, now)
        return found

    def loop_through(self, pk, now):
        """Return the shortest circle of questions in force that leads back to the question `pk`: one Problem or none."""
        edges = self._edges(now)
        came_from, queue = {}, deque([pk] if pk in edges else [])
        while queue:
            here = queue.popleft()
            for step in edges[here]:
                if step == pk:
                    circle = [here]
                    while circle[-1] != pk:
                        circle.append(came_from[circle[-1]])
                    return [self._loop(circle[::-1])]
                if step not in came_from:
                    came_from[step] = here
                    queue.append(step)
        return []

    def _edges(self, now):
        """Return {key: the keys of the questions that its answers lead to}, for the questions in force and no others."""
        keys = [question.pk for question in self.in_force(now)]
        return {
            pk: [
                answer.next_question_id
                for answer in self.answers.get(pk, [])
                # A question that is not saved yet has no key, and nothing leads to it.
                if answer.next_question_id and answer.next_question_id in keys
            ]
            for pk in keys
        }

    def _loop(self, circle):
        names = " → ".join(f"“{self.questions[pk]}”" for pk in [*circle, circle[0]])
        text = f"The answers lead round in a circle: {names}. Let one of them lead elsewhere."
        return Problem("Loop", text, tuple(circle))

    def first(self, now):
        """Return the first question in force, or None."""
        return next((question for question in self.in_force(now) if question.is_first), None)

    def reached(self, now):
        """Return the keys of the questions in force that can be reached from the first."""
        first = self.first(now)
        edges = self._edges(now)
        reached, queue = set(), [first.pk] if first else []
        while queue:
            pk = queue.pop()
            if pk not in reached:
                reached.add(pk)
                queue += edges[pk]
        return reached

    def refusals(self, pk, now):
        """Return why the question `pk` cannot be shown, as a list of texts; none while the public is not meant to see it."""
        question = self.questions[pk]
        if not in_force(question, now):
            return []
        return [problem.text for problem in [*self.dead_ends(question, now), *self.loop_through(pk, now)]]

    def problems(self, now=None):
        """Return everything that is wrong with the path that the public follows, and notices, as a list of Problem."""
        now = now or timezone.now()
        live = self.in_force(now)
        found = self.loops(now)
        for question in live:
            found += [*self.dead_ends(question, now), *self.unreachable(question)]
        if self.first(now) is None:
            text = "No published question is marked as the first: the path does not begin. Mark one as the first question."
            return [*found, Problem("No beginning", text, (), refuses=False)]
        reached = self.reached(now)
        return found + [
            Problem(
                "Nobody gets here",
                f"No answer leads to “{question}” from the first question. Let an answer lead to it, or archive it.",
                (question.pk,),
                refuses=False,
            )
            for question in live
            if question.pk not in reached
        ]


def read_path(*, lock=False):
    """Return the Path as stored, in three queries.

    With `lock`, for use in a transaction, anyone else who wants to change the path waits until it ends, so that two
    editors cannot each add half of a circle. The answers are read after the lock, so they include the other's changes.
    """
    questions = FinderQuestion.objects.order_by("-is_first", "title", "pk")
    path = Path(
        {question.pk: question for question in (questions.select_for_update() if lock else questions)}
    )
    answers = FinderAnswer.objects.select_related("pathway", "level")
    for answer in answers.prefetch_related("pathway__contact_points"):
        answer.next_question = path.questions.get(answer.next_question_id)
        path.answers.setdefault(answer.question_id, []).append(answer)
    return path


def leads_to(answer):
    """Return the record that an answer leads to, or None where it leads to the emergency numbers."""
    return answer.next_question or answer.pathway or answer.level


def reader_in_words(reader):
    """Return a reader (a ForWhom value) in words that follow "for"."""
    return ForWhom(reader).label.lower()


def in_force(question, now):
    """Return whether the public sees `question` at `now`, or may see it later, given its dates."""
    return question.state == State.PUBLISHED and (question.expire_at is None or question.expire_at > now)


def why_not_shown(target, question, now):
    """Return why `target` is not shown for as long as `question` is, with how to put it right; "" if it is, and for 999."""
    if target is None:
        return ""
    if target.state != State.PUBLISHED:
        state = State(target.state)
        words = {State.DRAFT: "a draft", State.IN_REVIEW: "in review", State.ARCHIVED: "archived"}[state]
        return f"which is {words}. Publish that first, or let the answer lead elsewhere."
    if target.publish_at and target.publish_at > max(question.publish_at or now, now):
        return (
            f"which is shown only from {_moment(target.publish_at)}. "
            "Give the question the same “publish from”, or let the answer lead elsewhere."
        )
    if target.expire_at and (question.expire_at is None or question.expire_at > target.expire_at):
        return (
            f"which is shown only until {_moment(target.expire_at)}. "
            "Give the question the same “show until”, or let the answer lead elsewhere."
        )
    return ""


def _why_not_for_reader(answer):
    """Return why the contact that `answer` leads to is not meant for the reader, with how to put it right; "" if it is."""
    if answer.pathway is None or answer.pathway.is_for(answer.reader):
        return ""
    return (
        f"which is not for {reader_in_words(answer.reader)}. "
        "Choose another reader, let the answer lead elsewhere, or change whom the contact is for."
    )


def _moment(at):
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"
