"""What was tested of the accessibility of the site, when and how: what the accessibility statement says, and nothing else.

Whoever tests again changes the date here. `evidence` names the test that does it; tests/site/test_accessibility.py fails for one that
is not there, and `manage.py check --deploy` tells once the statement is older than a year.
"""

from dataclasses import dataclass
from datetime import date, timedelta

# The day on which somebody last read the whole statement against the site.
REVIEWED = date(2026, 11, 30)
PREPARED = date(2026, 11, 22)
# SI 2018/952, regulation 8, has the statement reviewed regularly; the model statement of Decision (EU) 2018/1523 says yearly.
REVIEW_AFTER = timedelta(days=365)


@dataclass(frozen=True)
class AccessibilityTest:
    """One thing that was tested: `what`, `how`, on which day last, and the test of this repository that does it ("file::name")."""

    what: str
    how: str
    on: date
    evidence: str


TESTS = (
    AccessibilityTest(
        "Each kind of public page, as wide as a phone, a tablet and a desk’s screen",
        "The program axe, by the rules of WCAG 2.0, 2.1 and 2.2, levels A and AA, in Chromium",
        date(2026, 11, 30),
        "tests/browser/test_every_page.py::test_each_kind_of_page_is_accessible_at_each_width",
    ),
    AccessibilityTest(
        "The pages of the people who write this site",
        "The program axe, in Chromium",
        date(2026, 11, 30),
        "tests/browser/test_admin.py::test_the_pages_of_a_spreadsheet_are_sound",
    ),
    AccessibilityTest(
        "Where the keyboard is, and searching without a mouse",
        "A program that uses the pages by their keys alone, in Chromium",
        date(2026, 11, 30),
        "tests/browser/test_keyboard.py::test_every_focus_stop_is_seen_and_covered_by_nothing",
    ),
    AccessibilityTest(
        "Zoom of 400%",
        "A program that looks for pages wider than their window, in Chromium",
        date(2026, 11, 29),
        "tests/browser/test_routes.py::test_the_routes_do_not_scroll_sideways_at_400_percent_zoom",
    ),
    AccessibilityTest(
        "Colours, in ordinary, in more and in high contrast",
        "Each pair of colours, worked out by the formula of WCAG",
        date(2026, 11, 29),
        "tests/web/test_contrast.py::test_what_is_written_on_a_ground_can_be_read",
    ),
    AccessibilityTest(
        "PDFs: packs, posters, sheets, the brochure, certificates",
        "A program, by the rules of PDF/UA-1",
        date(2026, 11, 29),
        "tests/documents/pdf_checks.py::gate",
    ),
)
# What nobody has done yet. Whoever does it moves it up.
NOT_YET = (
    "an audit by somebody outside the project",
    "a test by disabled people",
    "a test with screen readers such as NVDA, JAWS, VoiceOver and TalkBack",
)


def last_tested():
    """Return the date of the latest test."""
    return max(test.on for test in TESTS)


def is_overdue(today):
    """Return whether the statement is to be read again on `today` (a date)."""
    return today - REVIEWED > REVIEW_AFTER
