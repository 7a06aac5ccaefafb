"""Imports a year's brochure. Run it when the partnership publishes one, first with --dry-run."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.importing.applying import ALL, CannotStore, Choices, ImportBusy, StalePlan, apply_plan
from hscp.brochure.importing.corrections import read_as_remembered
from hscp.brochure.importing.import_runs import record_run
from hscp.brochure.importing.plan_as_data import account_as_dict, plan_as_dict
from hscp.brochure.importing.plan_as_text import plan_lines
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.reading.values import NotABrochure
from hscp.records.saving import CannotPublish
from hscp.records.state import State


class Command(BaseCommand):
    help = "Read a brochure, show what would change, and change it. Editors' later work is kept."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the brochure as a Word file (.docx), a PDF or plain text")
        parser.add_argument("--dry-run", action="store_true", help="show the plan and change nothing")
        parser.add_argument(
            "--state",
            choices=[State.DRAFT, State.PUBLISHED],
            default=State.DRAFT,
            help="the state in which new records arrive (default: draft)",
        )
        parser.add_argument(
            "--prefer-document",
            action="store_true",
            help="in every conflict, replace the editor's work by what the document says",
        )
        parser.add_argument(
            "--report", metavar="FILE", help="write the plan, and what became of every line, as JSON"
        )
        parser.add_argument("--user", metavar="NAME", help="the account that the changes are recorded under")

    def handle(self, *, file, dry_run, state, prefer_document, report, user, **options):
        by = self._user(user)
        with _Report(report, file) as written:
            try:
                document = read_as_remembered(read_brochure_file(file))
            except NotABrochure as error:
                raise CommandError(str(error)) from error
            plan = plan_import(document)
            for line in plan_lines(plan):
                self.stdout.write(line)
            self.stdout.write("")
            written.add(file=Path(file).name, plan=plan_as_dict(plan), account=account_as_dict(document))
            if dry_run:
                self.stdout.write("Nothing was changed: this was a dry run.")
                return
            applied = self._apply(Path(file).name, document, plan, by, state, prefer_document)
            written.add(applied={"state": state, **asdict(applied)})
        self.stdout.write(self.style.SUCCESS(applied.sentence()))

    def _user(self, name):
        if not name:
            return None
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account “{name}”.")
        return user

    def _apply(self, file_name, document, plan, by, state, prefer_document):
        choices = Choices(take_document=ALL if prefer_document else frozenset())
        options = {"state": state, "take_document": ALL if prefer_document else [], "archive": []}
        try:
            with transaction.atomic():
                applied = apply_plan(plan, by=by, state=state, choices=choices, track=self._track)
                record_run(
                    file_name=file_name, document=document, plan=plan, applied=applied, by=by, options=options
                )
                return applied
        except (StalePlan, ImportBusy) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except (CannotStore, CannotPublish) as error:
            raise CommandError(str(error)) from error

    def _track(self, entries):
        """Show progress, on a terminal only."""
        return tqdm(entries, desc="Creating records", unit="", file=sys.stderr, disable=None)


class _Report:
    """The file of --report, opened before anything is done, so that a bad path stops the import."""

    def __init__(self, path, document_path):
        self._path = path and Path(path)
        self._document_path = Path(document_path)
        self._content = {}

    def __enter__(self):
        if self._is_the_document():
            raise CommandError("The report cannot be written over the document itself.")
        self._file = self._open() if self._path else None
        return self

    def _is_the_document(self):
        there = self._path and self._path.exists() and self._document_path.exists()
        return there and self._path.samefile(self._document_path)

    def _open(self):
        try:
            return self._path.open("w", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The report cannot be written to {self._path}: {error.strerror}.") from error

    def add(self, **content):
        self._content |= content

    def __exit__(self, error_type, error, traceback):
        if self._file:
            with self._file:
                if error is not None:
                    self._content["error"] = str(error)
                json.dump(self._content, self._file, indent=2, ensure_ascii=False)
