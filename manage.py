#!/usr/bin/env python
"""Run a management command of the portal, such as `migrate` or `import_brochure`."""

import os
import sys


def main():
    """Run the command in sys.argv, or say in one line why none can be run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscp.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from environs import EnvError
    except ImportError as error:
        sys.exit(f"wrong  Packages: {error}. Run `make setup`, or use .venv/bin/python.")
    try:
        settings.INSTALLED_APPS  # noqa: B018
    except (ImproperlyConfigured, EnvError, ValueError) as error:
        from hscp.site.doctor.findings import reason

        sys.exit(f"wrong  Settings: {reason(error)}. docs/operations.md has a table of all settings.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
