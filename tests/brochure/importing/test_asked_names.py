"""The stored records that a document may mean are found by every name that the import knows them by."""

import pytest

from hscp.brochure.importing.asked_names import records_named
from hscp.brochure.importing.record_types import RECORD_TYPES
from tests.factories import make_theme
from themes.models import Theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("Child\rneglect", True),  # as a title that was stored with a break in it
        ("CHILD NEGLECT", True),
        ("Not enough care", True),
        ("Poor care", True),
        ("Not enough care Poor care", False),  # other names are one on each line
        ("Child", False),
        ("", False),
    ],
)
def test_a_record_is_found_by_its_whole_title_and_by_each_of_its_other_names(name, is_found):
    theme = make_theme(title="Child\rneglect", aliases="Not enough care\n\nPoor care")
    make_theme()

    assert records_named(Theme, {RECORD_TYPES[Theme].key_of(name)}) == ({theme.pk} if is_found else set())
