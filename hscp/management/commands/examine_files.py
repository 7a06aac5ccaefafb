"""Examine uploaded files that never were: those from before there were rules for uploads, or a picture of the first page.

An image that carries more than its picture gets a new version without it. What would be refused today is named and left as it
is: an editor decides. Exits with 1 if there is any.
"""

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError

from hscp.links.library import learn, put_up
from hscp.links.models import LibraryFile
from hscp.links.uploads.examine import examine
from hscp.links.uploads.refusals import Refused


class Command(BaseCommand):
    help = "Examine the files of the library that were never examined, and name those that would be refused today."

    def handle(self, **options):
        files, left = LibraryFile.objects.filter(digest="").order_by("pk"), 0
        for file in files:
            try:
                self._examine(file)
            except OSError:
                left += 1
                self.stderr.write(f"{file.pk} {file}: the file is missing.")
            except Refused as refused:
                left += 1
                self.stderr.write(f"{file.pk} {file}: {refused.message}")
        if left:
            raise CommandError(f"{left} files need an editor.")
        self.stdout.write("Every file of the library is examined.")

    def _examine(self, file):
        with file.upload.open() as stored:
            content = stored.read()
        examined = examine(ContentFile(content, f"upload.{file.suffix}"))
        if examined.content == content:
            learn(file, examined)
        else:
            put_up(file, examined, by=None)
