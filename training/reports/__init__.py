"""Reports: how full sessions were, who came, and what they said, counted by the database and never with a name."""
