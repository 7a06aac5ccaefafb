"""Import runs: a document is kept with its plan until somebody agrees to it or cancels it."""

import hashlib
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from hscp.brochure.importing.applying import ALL, StalePlan, apply_agreed
from hscp.brochure.importing.corrections import correct, read_as_remembered
from hscp.brochure.importing.plan_as_data import account_as_dict, plan_as_dict, renamed_of
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import ImportedPdf, ImportRun, ImportState
from hscp.brochure.reading.reader import read_brochure
from hscp.editing.models.undoing import DAY
from hscp.editing.undoing.steps import undoable_step
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record

# Of the newest imports: a PDF may be large, and nobody looks at the pages of an old one.
PDFS_KEPT = 10


class AlreadyDecided(Exception):
    """The run has already been applied or cancelled."""

    def __init__(self, run):
        super().__init__(f"This import was {run.get_state_display().lower()} already. Nothing was changed.")


def text_of(document):
    """Return the text that a document was read from: its account has every line of it."""
    return "\n".join(line.text for line in document.account)


@transaction.atomic
def start_run(*, file_name, document, by, converted=None):
    """Plan the import of a ReadBrochure and store both as a run that waits for agreement. Changes no record.

    Its lines are read as editors said of earlier documents. `converted` is the file as it was converted: a PDF is kept, so that
    its pages can be shown.
    """
    document = read_as_remembered(document)
    run = ImportRun.objects.create(
        file_name=file_name[:255],
        created_by=by,
        plan=plan_as_dict(plan_import(document)),
        **_text_fields(document),
    )
    if converted and converted.pdf:
        ImportedPdf.objects.create(run=run, content=converted.pdf, boxes=converted.boxes)
        kept = ImportedPdf.objects.order_by("-pk").values_list("pk", flat=True)[:PDFS_KEPT]
        ImportedPdf.objects.exclude(pk__in=list(kept)).delete()
    return run


def record_run(*, file_name, document, plan, applied, by, options):
    """Record an import that was applied at once, without a page to agree to."""
    return ImportRun.objects.create(
        file_name=file_name[:255],
        plan=plan_as_dict(plan),
        options=options,
        report=asdict(applied),
        state=ImportState.APPLIED,
        created_by=by,
        decided_by=by,
        decided_at=timezone.now(),
        **_text_fields(document),
    )


def _text_fields(document):
    text = text_of(document)
    return {
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "conversion_notices": document.conversion_notices,
        "readings": {line.number: line.reading for line in document.account if line.reading},
    }


def document_of(run):
    """Return the ReadBrochure of what a run keeps of its file."""
    return read_brochure(run.text, notices=run.conversion_notices, readings=readings_of(run))


def readings_of(run):
    """Return {line number: code of a Reading}: how an editor has lines of a run read."""
    return {int(number): code for number, code in run.readings.items()}


def correct_run(*, run_id, corrections, by):
    """Read lines of a waiting run as an editor says, {line number: code, or "" to undo that}, and plan it again.

    Returns how many lines are read otherwise now: those with the same words in the same place are, too. Raises AlreadyDecided, and NotABrochure, with nothing changed, if no brochure is left.
    """
    with transaction.atomic():
        run = _lock_waiting_run(run_id)
        before = readings_of(run)
        after = run.readings = correct(read_brochure(run.text).account, before, corrections, by)
        run.plan = plan_as_dict(plan_import(document_of(run), renamed=renamed_of(run.plan)))
        run.save(update_fields=["readings", "plan"])
        return sum(before.get(number) != after.get(number) for number in before | after)


def apply_run(*, run_id, agreed, by, state, choices):
    """Apply a waiting run as agreed, and return Applied. It can be undone for a day; then the run waits again.

    `agreed` is the fingerprint of the plan that was looked at.

    Raises AlreadyDecided, ImportBusy, and StalePlan if the records changed since the plan was shown: the run then holds
    the new plan.
    """
    try:
        with undoable_step(by=by, lasts=DAY) as step, transaction.atomic():
            run = _lock_waiting_run(run_id)
            step.what = f"Imported the file {run.file_name}"
            document = document_of(run)
            applied = apply_agreed(
                lambda: plan_import(document, renamed=renamed_of(run.plan)),
                agreed=agreed,
                by=by,
                state=state,
                choices=choices,
            )
            run.options = {
                "state": state,
                "take_document": ALL if choices.take_document == ALL else sorted(choices.take_document),
                "archive": sorted(choices.archive),
            }
            run.report = asdict(applied)
            _decide(run, ImportState.APPLIED, by)
            record(AuditKind.IMPORTED, by=by, about=run)
            return applied
    except StalePlan as stale:
        ImportRun.objects.filter(pk=run_id, state=ImportState.WAITING).update(plan=plan_as_dict(stale.plan))
        raise


def answer_renames(*, run_id, renamed):
    """Plan a waiting run again with what an editor said of records that were renamed. Raises AlreadyDecided.

    `renamed` is {rename_key: primary key}: those that are the same record, among the questions and the earlier answers.
    """
    with transaction.atomic():
        run = _lock_waiting_run(run_id)
        run.plan = plan_as_dict(plan_import(document_of(run), renamed=renamed))
        run.save(update_fields=["plan"])


def cancel_run(*, run_id, by):
    """Cancel a waiting run. Raises AlreadyDecided."""
    with transaction.atomic():
        _decide(_lock_waiting_run(run_id), ImportState.CANCELLED, by)


def account_of(run):
    """Return what became of every line of the run's document."""
    return account_as_dict(document_of(run))


def _lock_waiting_run(run_id):
    """Lock the run, so that it is decided only once."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if run.state != ImportState.WAITING:
        raise AlreadyDecided(run)
    return run


def _decide(run, state, by):
    run.state = state
    run.decided_by = by
    run.decided_at = timezone.now()
    run.save()
