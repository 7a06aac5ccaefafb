"""Taking what is live off the site, or giving it an end: who takes its place, and what still names it."""
