"""What goes stale: the editors' page about it, and the weekly mail to whoever keeps the records."""
