"""Records that look alike: found by an import, decided by an editor."""
