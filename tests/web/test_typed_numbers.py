"""Whole numbers that a request names, and what is none."""

import pytest

from hscp.web.typed_numbers import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_a_number_is_read(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", [None, "", " ", "-1", "+1", "1.5", "1e3", "²", "١٢", "a", "1\0", "9" * 5000])
def test_nothing_else_is_one(text):
    assert whole_number(text) is None
