"""The guided path as a drawing: the position of each box, line and word. Only numbers and text; a template draws them.

Questions are in one column, each below what leads to it. A question's answers leave it to the right, each on its own
line. A line ends at a contact, a level or 999, or joins the upright line that leads to the next question. So no line
runs through a box or a word, however large the path grows, and the drawing grows only downwards.
"""

import textwrap
from dataclasses import dataclass, field

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from contacts.enums import ForWhom
from contacts.finder.path import leads_to, reader_in_words
from contacts.models import FinderAnswer, FinderQuestion, Pathway, ThresholdLevel
from hscp.records.state import State

LINE = 18  # from one line of text to the next
PADDING = 12
EDGE = 8
BOX_WIDTH, BOX_LETTERS = 290, 28
LABEL_WIDTH, LABEL_LETTERS = 260, 34
LANE = 16
LEAF_WIDTH, LEAF_LETTERS = 270, 28
GAP = 48  # between two questions: room for the line that comes in from above
ARRIVAL = 22  # how far above a question that line turns

KINDS = {FinderQuestion: "question", Pathway: "contact", ThresholdLevel: "level"}


@dataclass
class Box:
    """A shape with its lines of text, as (y, text, kind of text). `kind` is what it represents; `faulty` marks a problem."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    lines: list
    faulty: bool = False

    @property
    def text_x(self):
        return self.x + PADDING + (10 if self.kind in {"level", "emergency"} else 0)

    @property
    def corners(self):
        """The points of the lozenge of a level of need, or of the eight-sided sign of 999."""
        left, right, top, bottom = self.x, self.x + self.width, self.y, self.y + self.height
        if self.kind == "level":
            middle = (top + bottom) / 2
            points = [(left, middle), (left + 14, top), (right - 14, top), (right, middle)]
            points += [(right - 14, bottom), (left + 14, bottom)]
        else:
            points = [(left + 10, top), (right - 10, top), (right, top + 10), (right, bottom - 10)]
            points += [(right - 10, bottom), (left + 10, bottom), (left, bottom - 10), (left, top + 10)]
        return " ".join(f"{x:g},{y:g}" for x, y in points)

    @property
    def sign(self):
        """The points of the warning triangle in the upper right corner, and the position of its exclamation mark."""
        x, y = self.x + self.width - 22, self.y + 8
        return {"points": f"{x},{y + 16} {x + 9},{y} {x + 18},{y + 16}", "x": x + 9, "y": y + 14}


@dataclass
class Branch:
    """One answer: its words above its line, which begins at (x, y) and follows `route` (SVG path data)."""

    x: int
    y: int
    lines: list
    route: str = ""
    joins_at: tuple = ()


@dataclass(frozen=True)
class AnswerInWords:
    """One answer: where it leads in words, the record (None for 999), and a remark if the public does not see that record."""

    answer: FinderAnswer
    words: str
    record: Model | None = None
    remark: str = ""

    @property
    def url(self):
        """The address of the record in the admin."""
        opts = self.record._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.record.pk])


@dataclass
class Entry:
    """One question in words: its number, remarks about it, and its answers (AnswerInWords)."""

    number: int
    question: FinderQuestion
    remarks: list
    answers: list = field(default_factory=list)


@dataclass
class Picture:
    """The drawing: its size, `boxes`, `branches`, and the same `entries` in words."""

    width: int
    height: int
    boxes: list
    branches: list
    entries: list


def draw(path, now=None):
    """Return the Picture of a `contacts.finder.path.Path`: of all questions except the archived ones."""
    return _Drawing(path, now or timezone.now()).picture()


class _Drawing:
    def __init__(self, path, now):
        self._path = path
        self._shown = {pk for pk, question in path.questions.items() if question.state != State.ARCHIVED}
        self._order = _in_order(path, self._shown)
        self._number = {pk: number for number, pk in enumerate(self._order, start=1)}
        self._faults = {}
        for problem in path.problems(now):
            for pk in problem.questions:
                self._faults.setdefault(pk, []).append(problem.kind)
        self._boxes, self._branches, self._leaves = [], [], []
        self._tops, self._sources = {}, {}

    def picture(self):
        entries = [self._entry(pk) for pk in self._order]
        y = EDGE
        for entry in entries:
            y = self._lay_out(entry, y) + GAP
        lanes = self._lanes()
        lane_x = {pk: EDGE + BOX_WIDTH + LABEL_WIDTH + LANE * (lane + 1) for pk, lane in lanes.items()}
        leaf_x = EDGE + BOX_WIDTH + LABEL_WIDTH + LANE * (max(lanes.values(), default=-1) + 2)
        self._route(lane_x, leaf_x)
        return Picture(
            width=leaf_x + LEAF_WIDTH + EDGE,
            height=max(y - GAP + EDGE, 2 * EDGE),
            boxes=self._boxes,
            branches=self._branches,
            entries=entries,
        )

    def _entry(self, pk):
        question = self._path.questions[pk]
        remarks = [f"Problem: {kind.lower()}" for kind in dict.fromkeys(self._faults.get(pk, []))]
        if question.is_first:
            remarks.insert(0, "First question")
        if question.state != State.PUBLISHED:
            remarks.insert(0, question.get_state_display())
        entry = Entry(self._number[pk], question, remarks)
        for answer in self._path.answers.get(pk, []):
            entry.answers.append(self._answer(answer))
        return entry

    def _answer(self, answer):
        record = leads_to(answer)
        if record is None:
            return AnswerInWords(answer, "Call 999: the emergency numbers")
        if self._leads_on(record):
            return AnswerInWords(answer, f"Question {self._number[record.pk]}: {record}", record)
        kind = {FinderQuestion: "Question: ", Pathway: "Contact: "}.get(type(record), "")
        told = isinstance(record, Pathway) and answer.reader != ForWhom.EVERYONE
        reader = f" (for {reader_in_words(answer.reader)})" if told else ""
        remark = "" if record.is_live() else f"Not on the site: {record.get_state_display().lower()}"
        return AnswerInWords(answer, f"{kind}{record}{reader}", record, remark)

    def _leads_on(self, record):
        return isinstance(record, FinderQuestion) and record.pk in self._shown

    def _lay_out(self, entry, top):
        """Lay out a question with its answers from `top` down; return where they end."""
        pk = entry.question.pk
        self._tops[pk] = top
        y = top
        for answer in entry.answers:
            label = textwrap.wrap(str(answer.answer), LABEL_LETTERS)
            leads_on = self._leads_on(answer.record)
            words = (answer.words, ""), (answer.remark, "problem")
            leaf = [] if leads_on else _lines(*words, letters=LEAF_LETTERS)
            height = len(leaf) * LINE + PADDING if leaf else 0
            above = max(len(label) * LINE + 4, height / 2)
            y += above
            branch = Branch(EDGE + BOX_WIDTH, y, _stacked(label, y - 6 - LINE * (len(label) - 1)))
            self._branches.append(branch)
            if leads_on:
                self._sources.setdefault(answer.record.pk, []).append(branch)
            else:
                kind = KINDS[type(answer.record)] if answer.record else "emergency"
                self._leaves.append((branch, kind, height, leaf, bool(answer.remark)))
            y += max(PADDING, height / 2 + PADDING / 2)
        text = _lines(
            (f"{entry.number}. {entry.question}", "title"),
            *((remark, "problem" if remark.startswith("Problem") else "") for remark in entry.remarks),
            letters=BOX_LETTERS,
        )
        height = max(len(text) * LINE + 2 * PADDING, y - top)
        faulty = pk in self._faults
        self._boxes.append(Box("question", EDGE, top, BOX_WIDTH, height, _down(text, top + PADDING), faulty))
        return top + height

    def _lanes(self):
        """Return {question: its lane}: the upright lines of two questions share a lane only where they do not meet."""
        spans = {}
        for pk, branches in self._sources.items():
            heights = [branch.y for branch in branches] + [self._tops[pk] - ARRIVAL]
            spans[pk] = (min(heights), max(heights))
        lanes, ends = {}, []
        for pk, (start, end) in sorted(spans.items(), key=lambda item: item[1]):
            lane = next((number for number, busy in enumerate(ends) if busy < start), len(ends))
            ends[lane:] = [end] if lane == len(ends) else [end, *ends[lane + 1 :]]
            lanes[pk] = lane
        return lanes

    def _route(self, lane_x, leaf_x):
        for pk, branches in self._sources.items():
            arrival, middle = self._tops[pk] - ARRIVAL, EDGE + BOX_WIDTH / 2
            for branch in branches:
                branch.route = (
                    f"M{branch.x} {branch.y:g}H{lane_x[pk]}V{arrival:g}H{middle:g}V{self._tops[pk] - 2:g}"
                )
                branch.joins_at = (lane_x[pk], branch.y) if len(branches) > 1 else ()
        for branch, kind, height, leaf, faulty in self._leaves:
            branch.route = f"M{branch.x} {branch.y:g}H{leaf_x - 2}"
            top = branch.y - height / 2
            kind = {"pathway": "contact", "thresholdlevel": "level", "finderquestion": "question"}.get(
                kind, kind
            )
            self._boxes.append(
                Box(kind, leaf_x, top, LEAF_WIDTH, height, _down(leaf, top + PADDING / 2), faulty)
            )


def _in_order(path, shown):
    """Return the keys of the questions `shown` in the order of the path, and then those it does not reach.

    Each comes after those that lead to it, except in a circle and among those that are not reached.
    """
    edges = {
        pk: [a.next_question_id for a in path.answers.get(pk, []) if a.next_question_id in shown]
        for pk in shown
    }
    order, seen = [], set()
    for start in (pk for pk in path.questions if pk in shown and pk not in seen):
        finished, stack = [], [(start, reversed(edges[start]))]
        seen.add(start)
        while stack:
            pk, rest = stack[-1]
            step = next((each for each in rest if each not in seen), None)
            if step is None:
                finished.append(pk)
                stack.pop()
            else:
                seen.add(step)
                # The last answer goes first: whatever is finished last, the first answer's question, comes next in the order.
                stack.append((step, reversed(edges[step])))
        order += reversed(finished)
    return order


def _lines(*texts, letters):
    """Return (text, kind) for each line of the given (text, kind), wrapped at `letters`."""
    return [(line, kind) for text, kind in texts for line in textwrap.wrap(text, letters)]


def _down(lines, top):
    return [(top + LINE * number + 13, text, kind) for number, (text, kind) in enumerate(lines)]


def _stacked(lines, first):
    return [(first + LINE * number, text) for number, text in enumerate(lines)]
