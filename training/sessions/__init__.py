"""Dated sessions: clashes, series, saving, what needs attention, scheduled jobs, calendar files, structured data."""
