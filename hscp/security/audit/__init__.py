"""The audit trail: what members of staff did that somebody may have to answer for. Nobody can change it."""
