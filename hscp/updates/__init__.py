"""What changed for readers: a plain line for each change that the public sees, and who is told what of it."""
