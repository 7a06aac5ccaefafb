"""The link desk: what leads nowhere or waits for a decision, and one screen on which editors decide."""
