"""The public pages of training."""
