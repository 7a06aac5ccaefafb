"""Makes the portal's PDFs: packs, posters, brochure and contacts sheet. Run it before a launch or a print run.

Without names it makes all of them. They are kept in the cache, so that the next reader does not wait and pages can give
each file's size. With --to they are also written to a folder; with --check it lists what an editor should mend, and
exits with 1 if there is anything.
"""

import logging
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from tqdm import tqdm

from hscp.brochure.printing.catalogue import KINDS, faults_of, listed
from hscp.documents import cache
from hscp.documents.compiler import CannotCompile
from hscp.documents.queue import SLOTS
from hscp.web.wording import counted
from hscp.whole_files import write_whole


class Command(BaseCommand):
    help = "Make the packs, posters, brochure and contacts sheet, all or some; look for what an editor should mend."

    def add_arguments(self, parser):
        parser.add_argument(
            "names",
            nargs="*",
            metavar="NAME",
            help=f"{', '.join(KINDS)}, or the last part of a theme's address (default: everything)",
        )
        parser.add_argument("--to", metavar="FOLDER", help="write the files there, in a folder for each kind")
        parser.add_argument(
            "--check",
            action="store_true",
            help="list what an editor should mend; exit with 1 if there is any",
        )

    def handle(self, *, names, to, check, **options):
        started = time.monotonic()
        chosen = self._choose(names)
        folder = self._folder(to, {each.kind for each in chosen})
        sizes, failed, faulty = [], [], []
        # The database is read in this thread; the compiling is left to as many threads as there are slots.
        with _quiet_cache_log(), ThreadPoolExecutor(SLOTS) as threads:
            results = threads.map(_make, [(each, each.document()) for each in chosen])
            for each, document, found in self._progress(results, len(chosen)):
                if isinstance(found, CannotCompile):
                    failed.append((each, document, [f"It could not be made: {found}."]))
                    continue
                sizes.append(found.size)
                if folder:
                    self._write(folder / each.kind / document.file_name, found.content)
                if faults := faults_of(document, found):
                    faulty.append((each, document, faults))
        self._list(failed + (faulty if check else []))
        self.stdout.write(
            f"{len(sizes)} documents in {time.monotonic() - started:.1f} s, {filesizeformat(sum(sizes))} in all."
        )
        self._end(failed, faulty if check else [])

    def _choose(self, names):
        """Return the documents with these names, or all of them if there are no names."""
        available = listed()
        known = Counter(each.kind for each in available) + Counter(each.name for each in available)
        if unknown := [name for name in names if name not in known and name not in KINDS]:
            themes = sorted({each.name for each in available if each.kind == "packs"})
            raise CommandError(
                f"There is nothing to make for {_listing(unknown)}. There are the kinds {_listing(KINDS)}, and the "
                f"themes {_listing(themes) if themes else '(none is live)'}."
            )
        return [each for each in available if not names or each.kind in names or each.name in names]

    def _folder(self, to, kinds):
        """Return the folder to write to, with a folder in it for each kind; None if nothing is to be written."""
        if to is None:
            return None
        try:
            for kind in kinds:
                (Path(to) / kind).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"Nothing can be written to {to}: {error.strerror}.") from error
        return Path(to)

    def _write(self, path, pdf):
        try:
            write_whole(path, pdf)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error

    def _list(self, found):
        for each, document, faults in found:
            self.stdout.write(f"{each.kind}: {document.file_name}, of “{each.title}”")
            for fault in faults:
                self.stdout.write(f"  {fault}")
            self.stdout.write(f"  {each.admin_address}")

    def _end(self, failed, faulty):
        problems = [_count(failed, "could not be made"), _count(faulty, "should be mended")]
        if problems := " and ".join(filter(None, problems)):
            raise CommandError(f"{problems[0].upper()}{problems[1:]}.")

    def _progress(self, results, total):
        """Show a bar, on a terminal only."""
        return tqdm(results, total=total, desc="Documents", unit="", file=sys.stderr, disable=None)


@contextmanager
def _quiet_cache_log():
    """Silence the log's line for each document, which would break up the progress bar; the last line sums up."""
    log = logging.getLogger(cache.__name__)
    before = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(before)


def _make(job):
    """Return the job (Listed, Document) with its CachedFile, or with the CannotCompile that says why there is none."""
    each, document = job
    try:
        return each, document, cache.get_or_make(document)
    except CannotCompile as error:
        return each, document, error


def _listing(names):
    return ", ".join(f"“{name}”" for name in names)


def _count(found, what):
    return f"{counted(len(found), 'document')} {what}" if found else ""
