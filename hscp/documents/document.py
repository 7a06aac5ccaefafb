"""What a PDF or a picture is compiled from: a typst template, and the data that fills it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format


@dataclass(frozen=True)
class Document:
    """One document. The same `template` and `data` give the same file, which is cached under a digest of them.

    `name` tells documents of the portal apart for good, such as "packs/neglect-stop-pack"; its last part is the file's
    name. `template` is a file of this folder. `data` is what JSON can hold. `densities` is how many steps of closer
    setting the template knows (its `data.density`, from 0), and `pages` the fewest and most pages it may have. One that
    is `sensitive`, as pages are (hscp/web/cache_headers.py), is stored by no browser. `attachments` are the texts that the PDF
    carries as files: (file name, text) each. `format` is "pdf" or "png", a picture of its one page. `faults` are sentences for editors: what to mend before it is printed.
    """

    name: str
    title: str
    template: str
    data: dict
    pages: tuple[int, int] = (1, 1)
    densities: int = 1
    sensitive: bool = False
    attachments: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()
    format: str = "pdf"

    @property
    def file_name(self):
        """The name of the file that a reader saves. Logs use it too: the whole name may hold what a reader chose."""
        return f"{self.name.rpartition('/')[2]}.{self.format}"


def made_on():
    """Return today's date as documents say it: 22 November 2026."""
    return date_format(timezone.localdate(), "j F Y")
