"""The taxonomy, and what each pack holds."""
