"""The figures of this storm go with those of the bookings."""

from tests.training.booking.storm.conftest import figures  # noqa: F401
