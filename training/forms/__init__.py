"""The public forms of training."""
