"""The desk of those who run the training: pages over all sessions, beside the list of sessions."""
