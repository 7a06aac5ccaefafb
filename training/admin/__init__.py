"""The staff's side of training: each module registers the pages of one subject."""

from training.admin import courses, interest, messages, sessions, trainers

__all__ = ["courses", "interest", "messages", "sessions", "trainers"]
