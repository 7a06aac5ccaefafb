"""Taking a place and giving it back: the rules, the places, the links in mails, and people who wait for dates."""
