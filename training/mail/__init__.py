"""Mails about training: written to the outbox with what they tell of, and sent from there."""
