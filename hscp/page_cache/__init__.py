"""Answers public pages above Django, from memory or from a table that every worker and server fills."""
