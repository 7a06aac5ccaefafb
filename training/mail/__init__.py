"""Mails about training: written to the outbox together with the change they report, and sent from there."""
