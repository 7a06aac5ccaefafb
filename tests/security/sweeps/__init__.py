"""Sweeps: each finds every place of one kind by itself, so that a new form, page or expression is tried without being named."""
