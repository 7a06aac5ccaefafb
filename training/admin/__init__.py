"""The staff's side of training: each module registers the pages of one subject."""

from training.admin import (
    charges,
    comment_themes,
    courses,
    interest,
    messages,
    needs,
    organisations,
    questions,
    sessions,
    trainers,
)

__all__ = [
    "charges",
    "comment_themes",
    "courses",
    "interest",
    "messages",
    "needs",
    "organisations",
    "questions",
    "sessions",
    "trainers",
]
