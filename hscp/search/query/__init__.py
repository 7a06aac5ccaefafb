"""Where search is asked: what was typed, what it means, which records answer and in which order."""
