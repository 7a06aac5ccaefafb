"""What changed: one history of the whole site for editors, by person, kind and time."""
