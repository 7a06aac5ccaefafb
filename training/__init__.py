"""Courses, sessions, bookings and what follows them."""
