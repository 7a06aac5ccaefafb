"""Copies what the web server in front of the portal answers with by itself: static files, and pages for when the portal is away.

Files of earlier releases stay, for readers whose page is of one.
"""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from hscp.site.offline import PAGE

# Pages by the names that deploy/nginx.conf and deploy/Caddyfile give them.
PAGES = {"unavailable.html": PAGE, "too-large.html": "413.html"}


class Command(BaseCommand):
    help = "Copy static files and the pages for when the site is away into a folder for the proxy. Run it at each release."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="FOLDER", help="the folder that the proxy calls PORTAL_FILES")

    def handle(self, *, folder, **options):
        folder = Path(folder)
        static = Path(settings.STATIC_ROOT)
        if not static.is_dir():
            raise CommandError("There are no static files yet. Run `manage.py collectstatic` first.")
        try:
            shutil.copytree(static, folder / "static", copy_function=_for_everybody, dirs_exist_ok=True)
            for name, template in PAGES.items():
                # Put in place whole: the proxy may be reading the one before.
                beside = folder / f"{name}.new"
                beside.write_text(render_to_string(template))
                beside.chmod(0o644)
                beside.replace(folder / name)
        except OSError as error:
            raise CommandError(f"{folder} could not be written: {error.strerror or error}.") from error
        self.stdout.write(f"Static files and {len(PAGES)} pages are in {folder}.")


def _for_everybody(source, target):
    """Copy a file as one that the proxy, which runs as another user, may read."""
    Path(shutil.copy2(source, target)).chmod(0o644)
