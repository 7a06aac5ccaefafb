"""Dated sessions: the timetable, the jobs that the clock brings, calendar files and structured data."""
