"""Whom to contact: pathways, their numbers and hours, and the guided path."""
