"""The brochure that the tests write as files of every kind."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from hscp.brochure.reading.reader import read_brochure
from training.enums import CourseFormat


@pytest.fixture(scope="session")
def brochure():
    """The starter brochure as it was read, without what only its own form has, and with a link for every item."""
    document = read_brochure((Path(settings.BASE_DIR) / "content" / "brochure-2026-27.md").read_text())
    number = 0
    for pack in document.packs:
        pack.toolkits[:] = [each for each in pack.toolkits if not each.lead]
        pack.toolkit_lists.clear()
        pack.courses[:] = [each for each in pack.courses if each.format != CourseFormat.NOT_STATED]
        for records in (pack.toolkits, pack.resources, pack.courses):
            for position, record in enumerate(records):
                number += 1
                records[position] = replace(record, link=f"https://example.org/{number}?a=(b)&c={number}")
    return document
