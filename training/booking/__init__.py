"""Taking a place and giving it back: the rules, the places themselves, links in mails, and who waits for dates."""
