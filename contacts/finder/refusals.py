"""What stops a question, or a record that the guided path leads to, from being saved, published or withdrawn.

Each of these reads the whole path under a lock: call it in the transaction that writes.
"""

from collections import defaultdict

from django.utils import timezone

from contacts.finder.path import in_force, leads_to, read_path, why_not_shown
from contacts.models import FinderQuestion, Pathway, ThresholdLevel
from hscp.records.state import State


def refusals_of(question, answers):
    """Return what stops `question` from being saved with `answers` (saved or not), as a list of texts for an editor.

    Call it in the transaction that saves them. A draft is never stopped.
    """
    now = timezone.now()
    if not in_force(question, now):
        return []
    path = read_path(lock=True)
    # A form chose the records before the lock was taken, and another editor may have withdrawn them since.
    pathways = Pathway.objects.in_bulk([answer.pathway_id for answer in answers if answer.pathway_id])
    levels = ThresholdLevel.objects.in_bulk([answer.level_id for answer in answers if answer.level_id])
    for answer in answers:
        answer.next_question = path.questions.get(answer.next_question_id)
        answer.pathway = pathways.get(answer.pathway_id)
        answer.level = levels.get(answer.level_id)
    path.put(question, answers)
    return path.refusals(question.pk, now)


def refusals_to_publish(pks):
    """Return {key: why not} for those of the questions `pks` that cannot be published together with the others.

    Call it in the transaction that publishes them.
    """
    path, now = read_path(lock=True), timezone.now()
    before = {pk: path.questions[pk].state for pk in pks if pk in path.questions}
    for pk in before:
        path.questions[pk].state = State.PUBLISHED
    refused = {}
    # A refused question stays as it was, which may turn another into a dead end.
    while found := {
        pk: " ".join(texts) for pk in before if pk not in refused and (texts := path.refusals(pk, now))
    }:
        for pk in found:
            path.questions[pk].state = before[pk]
        refused |= found
    return refused


def refusals_to_withdraw(records):
    """Return {key: why not} for those of `records` that questions in force lead to and that would not be shown for as long, or not be
    for the reader.

    `records` are questions, pathways or levels (of one kind) as they will be. Call it in the transaction that saves them.
    """
    if not records:
        return {}
    path, now = read_path(lock=True), timezone.now()
    model = type(records[0])
    wanted = {record.pk: record for record in records}
    if model is FinderQuestion:
        before = {pk: path.questions[pk] for pk in wanted if pk in path.questions}
        for record in records:
            path.put(record)
    refused = {}
    while found := _uses_left_without(path, model, wanted, now):
        refused |= found
        for pk in found:
            del wanted[pk]
            if model is FinderQuestion:
                # It stays, so what it leads to must stay too.
                path.put(before[pk])
    return refused


def _uses_left_without(path, model, wanted, now):
    uses = defaultdict(list)
    for question in path.in_force(now):
        for answer in path.answers.get(question.pk, []):
            target = leads_to(answer)
            if type(target) is not model or target.pk not in wanted:
                continue
            as_it_will_be = wanted[target.pk]
            if why_not_shown(as_it_will_be, question, now) or (
                model is Pathway and not as_it_will_be.is_for(answer.reader)
            ):
                uses[target.pk].append(f"the answer “{answer}” of “{question}”")
    return {
        pk: (
            f"The guided path leads here: {'; '.join(names)}. "
            "Let the path lead elsewhere first, or archive the question."
        )
        for pk, names in uses.items()
    }
