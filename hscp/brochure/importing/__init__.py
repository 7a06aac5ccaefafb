"""Compares what a document says with what is stored, shows the plan, and does what an editor agrees to."""
